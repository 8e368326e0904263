"""Details of people in columns that should hold places or categories: found, counted, taken out, never kept.

The columns of a profile are meant to hold no such thing, and free text is dropped before it is looked at. This is
the second net: patterns of e-mail addresses, telephone numbers, dates of birth, registration plates and titles with
names. It finds what has a form; a bare name has none.
"""

from __future__ import annotations

import re

REMOVED = "[removed]"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail addresses", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "dates of birth",
        re.compile(
            # A date must follow, or a colon: there are streets called Dob Lane.
            r"\b(?:d\.?o\.?b\.?|date of birth|born)(?:\s*:|(?: on)?\s*(?=\d))\s*"
            r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2} \w+ \d{4})?",
            re.I,
        ),
    ),
    (
        "telephone numbers",
        re.compile(r"(?<![\w.])(?:\+44[\s(]*0?\)?|0)[\s(-]*[1-9](?:[\s()-]*\d){8,9}(?!\w)"),
    ),
    ("registration plates", re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b")),
    ("names", re.compile(r"\b(?:Mr|Mrs|Miss|Ms|Mx)\.? [A-Z][\w'-]+(?: [A-Z][\w'-]+)?")),
)
# Quick look before the patterns: a place without digits, "@" or a title cannot match any of them.
_MAYBE = re.compile(
    r"@|\d[\d\s()-]{8}|\b[A-Z]{2}\d{2} ?[A-Z]{3}\b|\bd\.?o\.?b\b|birth|\bborn\b|\b(?:Mr|Mrs|Miss|Ms|Mx)\b",
    re.I,
)


def screen(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without what looks like a person's details, and the kinds that were found.

    Examples
    --------
    >>> screen("High Street, ring 020 8726 6000")
    ('High Street, ring [removed]', ('telephone numbers',))
    >>> screen("London Road, CR0 2TA")
    ('London Road, CR0 2TA', ())
    """
    # No such detail is one long word of letters and digits, and most identities are.
    if (text.isalnum() and len(text) > 15) or not _MAYBE.search(text):
        return text, ()
    found: list[str] = []
    for what, pattern in _PATTERNS:
        text, times = pattern.subn(REMOVED, text)
        if times:
            found.append(what)
    return text, tuple(found)

"""Details of people in columns that should hold places or categories: found, counted, taken out, never kept.

The columns of a profile are meant to hold no such thing, and free text is dropped before it is looked at. This is
the second net: e-mail addresses, telephone numbers (of any country, by Google's libphonenumber), dates of birth,
registration plates, National Insurance and NHS numbers, and names behind a title or a word like "victim". It finds
what has a form; a bare name has none.

References
----------
NHS numbers and their modulus 11 check: NHS Data Dictionary, "NHS Number". National Insurance numbers: HMRC National
Insurance Manual, NIM39110. Plates: DVLA, INF104.
"""

from __future__ import annotations

import re
from functools import lru_cache

REMOVED = "[removed]"
# Words that stand behind a postcode's district where somebody writes in capitals.
_WORDS = "ALL|AND|BUS|CAR|END|EST|FOR|INN|JCT|NEW|OFF|OLD|ONE|OUT|PUB|RES|STN|THE|TOP|TWO|WAY"
_NAME = r"[A-Z][a-z'-]+(?: [A-Z][\w'-]+)?"
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
        re.compile(r"(?<![\w.])(?:\+44[\s(]*0?\)?|0)[\s(-]*[1-9](?:[\s().-]*\d){8,9}(?!\w)"),
    ),
    (
        "National Insurance numbers",
        re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d{2}){3} ?[A-D]\b"),
    ),
    (
        "registration plates",
        # Since 2001. "SW19 BUS" in capitals is a district and a word.
        re.compile(
            rf"\b[A-Z]{{2}}\d{{2}} ?(?!(?:{_WORDS})\b)[A-HJ-PR-Z]{{3}}\b|"
            r"(?:\b(?i:reg|vrm|index|plate)\b[ :.]*)[A-Z]{1,3} ?\d{1,4} ?[A-Z]{0,3}\b"
        ),
    ),
    ("names", re.compile(rf"\b(?:Mr|Mrs|Miss|Ms|Mx|Dr)\.? {_NAME}")),
    (
        "names",
        re.compile(
            rf"\b(?i:victim|complainant|suspec\w+|tenant|informant|witness|named|name is)(?: is|:| -)? {_NAME}"
        ),
    ),
)
# Quick look before the patterns: a place without any of these cannot match one of them.
_MAYBE = re.compile(
    r"@|\d[\d\s().-]{8}|\b[A-Z]{2}\d{2} ?[A-Z]{3}\b|\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2}|\bd\.?o\.?b\b|birth|\bborn\b|"
    r"\b(?:Mr|Mrs|Miss|Ms|Mx|Dr|reg|vrm|index|plate|victim|complainant|suspec\w+|tenant|informant|witness|named|name)\b",
    re.I,
)
_DIALLED = re.compile(r"(?<!\d)(?:\+|0)[\s(]*\d[\d\s().-]{7}")
_NHS = re.compile(r"(?<!\d)(?:(\d{3})[ -](\d{3})[ -](\d{4})|(?i:nhs)\D{0,12}(\d{3}) ?(\d{3}) ?(\d{4}))(?!\d)")


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
    if len(text) > 15 and text.isalnum():
        return text, ()
    return _screen(text)


# The same places and categories stand in many rows.
@lru_cache(maxsize=65_536)
def _screen(text: str) -> tuple[str, tuple[str, ...]]:
    if not _MAYBE.search(text):
        return text, ()
    found: dict[str, None] = {}
    text = _without_nhs_numbers(text, found)
    for what, pattern in _PATTERNS:
        text, times = pattern.subn(REMOVED, text)
        if times:
            found[what] = None
    # What the pattern above knows is quicker to find; the library knows other countries and odd spellings.
    if _DIALLED.search(text):
        text = _without_telephones(text, found)
    return text, tuple(found)


def _without_telephones(text: str, found: dict[str, None]) -> str:
    from phonenumbers import Leniency, PhoneNumberMatcher  # a large library, and few cells need it

    for match in reversed(list(PhoneNumberMatcher(text, "GB", leniency=Leniency.VALID))):
        text = text[: match.start] + REMOVED + text[match.end :]
        found["telephone numbers"] = None
    return text


def _without_nhs_numbers(text: str, found: dict[str, None]) -> str:
    def check(match: re.Match[str]) -> str:
        digits = "".join(group for group in match.groups() if group)
        if not is_nhs_number(digits):
            return match[0]
        found["NHS numbers"] = None
        return REMOVED

    return _NHS.sub(check, text)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check of NHS numbers (modulus 11).

    Examples
    --------
    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    if len(digits) != 10 or not digits.isdigit():
        return False
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest != 10 and rest % 11 == int(digits[9])

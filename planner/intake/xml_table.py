"""Records of XML: elements that repeat below the root, each with its fields as elements or attributes.

Read as a stream through defusedxml: a document that declares entities, or a document type at all, is refused, since
that is how a small file is made to grow without end or to read other files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from geodata.errors import BadInput
from planner.intake.guards import LIMITS, Limits
from planner.intake.object_table import Found, ObjectTable

_DEEPEST = 60


def xml_table(stream: BinaryIO, member: str, name: str, limits: Limits = LIMITS) -> ObjectTable:
    """The records of an XML document.

    Raises
    ------
    BadInput
        When it is damaged, declares entities, is nested beyond reason, or holds no records.
    """
    return ObjectTable(_records(stream, name), member, name, limits)


def elements(stream: BinaryIO, name: str, deepest: int = _DEEPEST) -> Iterator[tuple[str, Element, int]]:
    """What starts and ends in a document: ("start" or "end", the element, how deep it lies from 1).

    Raises
    ------
    BadInput
        When the document is damaged, declares entities, or is nested deeper than `deepest`.
    """
    depth = 0
    try:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            depth += event == "start"
            if depth > deepest:
                raise BadInput(
                    f"{name} is nested deeper than any table of reports. Save the table as CSV; "
                    "nothing was brought in."
                )
            yield event, element, depth
            depth -= event == "end"
    except DefusedXmlException:
        raise BadInput(
            f"{name} declares a document type or entities, which no export of reports needs and which can hide a trap. "
            "Ask its sender for the table as CSV; nothing was brought in."
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise BadInput(
            f"{name} is damaged: it begins like XML and is not ({type(error).__name__}). Fetch it again, or ask for "
            "the table as CSV; nothing was brought in."
        ) from None


def local_name(tag: str) -> str:
    """A tag without its namespace.

    Examples
    --------
    >>> local_name("{urn:example}request")
    'request'
    """
    return tag.rpartition("}")[2]


def _records(stream: BinaryIO, name: str) -> Iterator[Found]:
    at_depth: int | None = None
    seen = 0
    for event, element, depth in elements(stream, name):
        if event == "start":
            seen = depth
            continue
        if at_depth is None and seen == depth and depth > 1:
            # The first element without any in it is a field, so the one around it is a record.
            at_depth = max(2, depth - 1)
        if depth == at_depth:
            yield _fields(element)
            element.clear()


def _fields(record: Element) -> dict[str, object]:
    found: dict[str, object] = dict(record.attrib)
    for child in record:
        name = local_name(child.tag)
        if len(child):
            for inner in child:
                found.setdefault(f"{name}.{local_name(inner.tag)}", _text(inner))
        else:
            found.setdefault(name, _text(child))
    return found


def _text(element: Element) -> str | None:
    return (element.text or "").strip() or None

"""Records of JSON: a list of objects, such a list behind a word or two, a map's features, or one object a line.

Objects within an object are flattened one level, "place.lat"; what lies deeper stays as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from geodata.errors import BadInput
from planner.intake.guards import LIMITS, Limits
from planner.intake.object_table import Found, ObjectTable
from planner.intake.sniff import text_encoding

# A list of records stands at the top, or behind a word or two: {"response": {"results": [...]}}.
_DEEPEST_LIST = 3
_LONGEST_TEXT = 10_000
_NO_OBJECT = "it is no record with named fields. Correct it in the file"
_BROKEN_LINE = "the line is not a whole JSON object. Correct it in the file"


def json_table(content: bytes, member: str, name: str, limits: Limits = LIMITS) -> ObjectTable:
    """The records of a JSON document.

    Raises
    ------
    BadInput
        When it is damaged, nested beyond reason, or holds no list of records.
    """
    encoding = text_encoding(content[:4096])
    text = content.decode(encoding, "outreach-cp1252" if encoding.startswith("utf-8") else "replace")
    text = text.lstrip("\ufeff")
    try:
        return ObjectTable(_objects(text, name), member, name, limits)
    except RecursionError:
        raise BadInput(
            f"{name} is nested deeper than any table of reports. Save the table as CSV; nothing was brought in."
        ) from None


def _objects(text: str, name: str) -> Iterator[Found]:
    try:
        document = json.loads(text)
    except ValueError as error:
        # Several documents, one a line, are no JSON as a whole.
        lines = [line for line in text.splitlines() if line.strip()]
        if (
            len(lines) > 1
            and all(line.lstrip().startswith("{") for line in lines[:2])
            and _is_object(lines[0])
        ):
            yield from (_flat_line(line) for line in lines)
            return
        raise BadInput(
            f"{name} is damaged: it begins like JSON and is not ({type(error).__name__}). Fetch it again, or ask for "
            "the table as CSV; nothing was brought in."
        ) from None
    records = _list_in(document, _DEEPEST_LIST)
    if records is None:
        # A single record, perhaps; its fields will tell.
        records = [document]
    for one in records:
        yield _flat(one) if isinstance(one, dict) else _NO_OBJECT


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _flat_line(line: str) -> Found:
    try:
        found = json.loads(line)
    except ValueError:
        return _BROKEN_LINE
    return _flat(found) if isinstance(found, dict) else _NO_OBJECT


def _list_in(value: object, depth: int) -> list[object] | None:
    """The longest list of objects in a document, not deeper than so many words."""
    if isinstance(value, list):
        return value if not value or any(isinstance(one, dict) for one in value) else None
    if not isinstance(value, dict) or depth == 0:
        return None
    lists = [found for one in value.values() if (found := _list_in(one, depth - 1)) is not None]
    return max(lists, key=len, default=None)


def _flat(one: Mapping[str, object]) -> dict[str, object]:
    if one.get("type") == "Feature" and isinstance(one.get("properties"), dict):
        return _feature(one)
    flat: dict[str, object] = {}
    for name, value in one.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": _cell(deeper) for inner, deeper in value.items()}
        else:
            flat[name] = _cell(value)
    return flat


def _feature(one: Mapping[str, object]) -> dict[str, object]:
    """A feature of a map (GeoJSON, RFC 7946): its properties, and its point as lon and lat."""
    properties, geometry = one["properties"], one.get("geometry")
    flat = _flat(properties) if isinstance(properties, dict) else {}
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        point = geometry.get("coordinates")
        if isinstance(point, list) and len(point) >= 2:
            flat |= {"lon": _cell(point[0]), "lat": _cell(point[1])}
    return flat


def _cell(value: object) -> object:
    if value is None or isinstance(value, (str, int, float)):
        return value
    return json.dumps(value, ensure_ascii=False)[:_LONGEST_TEXT]

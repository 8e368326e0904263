"""What a file is, found from the file itself."""

from __future__ import annotations

from pathlib import Path

from geodata.boundary_file import BOUNDARY_SUFFIXES
from geodata.errors import BadInput
from geodata.gazetteer.files import first_row, headings, members
from geodata.gazetteer.sources import SOURCES, Source, boundaries

_STOP_AND_SEARCH = {"object of search", "legislation"}


def kinds() -> tuple[str, ...]:
    """Every KIND there is a reader for."""
    return tuple(source.kind for source in SOURCES)


def detect_kind(path: Path | str) -> str:
    """The KIND of a gazetteer file.

    Raises
    ------
    BadInput
        When the file cannot be read or is none of the products known.
    """
    path = Path(path)
    if path.suffix.lower() in BOUNDARY_SUFFIXES:
        return boundaries.KIND
    seen: list[str] = []
    for member in members(path):
        row = first_row(member)
        columns = headings(row)
        if _STOP_AND_SEARCH & set(columns):
            continue  # inside a download's zip; alone it falls through to the message below
        for source in SOURCES:
            if source.recognises is not None and source.recognises(columns):
                return source.kind
            if source.recognises_row is not None and source.recognises_row(row):
                return source.kind
        seen = seen or row
    shown = ", ".join(text[:30] for text in seen[:12]) or "nothing"
    raise BadInput(
        f"{path.name} is no kind of gazetteer file known ({', '.join(kinds())}); its first row has {shown}. "
        "Say which with --kind, or make it a places file: name, kind, lon, lat."
    )


def source_of(kind: str) -> Source:
    """The reader of a KIND.

    Raises
    ------
    BadInput
        When there is none.
    """
    for source in SOURCES:
        if source.kind == kind:
            return source
    raise BadInput(f"{kind!r} is no kind of gazetteer file: it is one of {', '.join(kinds())}")

"""Finding the row of headings of a table, and which column holds which field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import islice

from geodata.errors import BadInput
from planner.intake.built_in import recognise
from planner.intake.profiles import Columns, Profile, fits, normal_heading, refusal_of
from planner.intake.sources import Table
from planner.intake.text_table import Record

# Exports put titles and filters above their headings; no one puts more than this.
_LOOK_AT_ROWS = 30


class RefusedTable(BadInput):
    """A table that is recognised and may not come in, like stop and search."""


class UnknownHeadings(BadInput):
    """A table whose headings no profile knows; one can be proposed for it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table's headings are and what the profile reads of it.

    `index` is field -> positions of its columns; `before` counts the rows above the headings.
    """

    profile: Profile
    headings: tuple[str, ...]
    index: dict[str, tuple[int, ...]]
    header_row: int

    @property
    def dropped(self) -> tuple[str, ...]:
        """Headings of the columns that are not read, whose contents never leave the file."""
        used = {position for positions in self.index.values() for position in positions}
        return tuple(
            heading or f"(column {number + 1}, no heading)"
            for number, heading in enumerate(self.headings)
            if number not in used
        )


def find_layout(table: Table, name: str, profile: Profile | None, saved: Sequence[Profile]) -> Layout:
    """Read a table down to its headings and say what is where.

    Raises
    ------
    RefusedTable
        When the headings are those of a file that may not come in.
    BadInput
        When no row has the headings the profile needs, or no profile is known for them.
    """
    fixed = profile.file.header_row if profile else None
    seen: list[list[str]] = []
    for record in islice(table, fixed or _LOOK_AT_ROWS):
        headings = _headings(record)
        if reason := refusal_of(headings):
            raise RefusedTable(f"{name}: {reason}.")
        if any(headings):
            seen.append(headings)
        if fixed is not None and record.number < fixed:
            continue
        found = _profile_for(headings, profile, saved)
        if found is not None:
            return _layout(table, found, headings, record.number, name)
    raise _no_headings(seen, name, profile, fixed)


def _headings(record: Record) -> list[str]:
    cells = ["" if cell is None else " ".join(str(cell).split())[:200] for cell in record.cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _profile_for(headings: list[str], profile: Profile | None, saved: Sequence[Profile]) -> Profile | None:
    if not any(headings):
        return None
    if profile is not None:
        return profile if fits(profile, headings) else None
    return recognise(headings, saved)


def _layout(table: Table, profile: Profile, headings: list[str], header_row: int, name: str) -> Layout:
    positions: dict[str, list[int]] = {}
    for number, heading in enumerate(headings):
        positions.setdefault(normal_heading(heading), []).append(number)
    index: dict[str, tuple[int, ...]] = {}
    for one in fields(Columns):
        value = getattr(profile.columns, one.name)
        wanted = value if isinstance(value, tuple) else (value,) if value else ()
        places = []
        for heading in wanted:
            at = positions.get(normal_heading(heading), [])
            if not at:
                continue  # one that the profile can do without
            if len(at) > 1:
                raise BadInput(
                    f"{name} has {len(at)} columns called {heading!r}, and the profile {profile.name} reads one. "
                    "Rename one of them in the file."
                )
            places.append(at[0])
        if places:
            index[one.name] = tuple(places)
    table.width = max(len(headings), 1)
    return Layout(profile, tuple(headings), index, header_row)


def _no_headings(seen: list[list[str]], name: str, profile: Profile | None, fixed: int | None) -> BadInput:
    if not seen:
        return BadInput(f"{name} is empty. Check the export that made it; nothing was brought in.")
    if profile is None:
        widest = max(seen, key=len)
        return UnknownHeadings(
            f"{name} has headings that no profile knows: {_list(widest)}. Write a mapping with "
            f"`outreach profile propose {name} -o MAPPING.toml`, check it (docs/profiles.md), save it with "
            "`outreach profile save NAME MAPPING.toml`, and import with --profile NAME; nothing was brought in."
        )
    wanted = profile.needed()

    def missing(headings: list[str]) -> list[str]:
        known = {normal_heading(heading) for heading in headings}
        return [heading for heading in wanted if normal_heading(heading) not in known]

    nearest = seen[-1] if fixed is not None else min(seen, key=lambda row: len(missing(row)))
    lacking = missing(nearest)
    words = f"the column {lacking[0]!r}" if len(lacking) == 1 else f"the columns {_list(lacking)}"
    return BadInput(
        f"{name} does not have {words} that the profile {profile.name} reads. It has: {_list(nearest)}. "
        "Change the profile or the file; nothing was brought in."
    )


def _list(headings: Sequence[str]) -> str:
    """Headings for a message: each clipped, and only as many as one can read."""
    shown = [heading if len(heading) <= 40 else heading[:39] + "…" for heading in headings if heading]
    more = f" and {len(shown) - 20} more" if len(shown) > 20 else ""
    return ", ".join(shown[:20]) + more

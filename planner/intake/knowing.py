"""Whether a file's headings are known, before any of its rows is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geodata.errors import BadInput
from planner.intake.guards import LIMITS, Limits
from planner.intake.headings import UnknownHeadings, find_layout
from planner.intake.profiles import AS_FOUND, Profile
from planner.intake.sources import Refused, open_tables


def headings_are_known(path: Path, saved: Sequence[Profile], limits: Limits = LIMITS) -> bool:
    """Whether a built-in or saved profile reads the file, or its import says why it may not come in.

    False is for a table that a profile could be proposed for.
    """
    unknown = False
    try:
        for tables in open_tables(path, path.name, AS_FOUND, list[Refused](), limits):
            for table in tables:
                try:
                    find_layout(table, path.name, None, saved)
                except UnknownHeadings:
                    unknown = True
                else:
                    return True
    except BadInput:
        return True
    return not unknown

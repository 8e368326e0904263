"""Profiles: how one partner's files are read. `built_in` has those that are known by their headings.

The mapping file that people write and save is TOML; `docs/profiles.md` describes every setting with an example, and
`planner.intake.mapping` reads it. In short::

    partner = "Council"            # rows, time_is, report_lag_h, time_zone, day_first, midnight_is_unknown,
                                   # radius_m, crs and covers_more have defaults
    [file]                         # delimiter, encoding, sheet, header_row: found by looking when left out
    [columns]                      # field = "Heading"; location = one heading or several
    id = "Reference"
    start = "From"
    location = ["Street", "Near"]
    [categories]                   # "partner's word" = "our kind", "discovered", or {kind, youth_related}
    [youth]                        # default, yes = [words], no = [words]
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Literal

YouthRelated = Literal["yes", "no", "unknown"]

YES_WORDS = frozenset(
    {"yes", "y", "true", "t", "1", "youth", "youths", "young people", "young person", "juvenile"}
)
NO_WORDS = frozenset({"no", "n", "false", "f", "0", "adult", "adults"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Which heading holds which field; None where the file has no such column.

    `location` may be several headings, whose cells are joined by commas.
    """

    id: str | None = None
    start: str | None = None
    end: str | None = None
    date: str | None = None
    time: str | None = None
    time_to: str | None = None
    date_to: str | None = None
    month: str | None = None
    reported: str | None = None
    location: tuple[str, ...] = ()
    postcode: str | None = None
    lon: str | None = None
    lat: str | None = None
    easting: str | None = None
    northing: str | None = None
    category: str | None = None
    youth: str | None = None
    partner: str | None = None
    district: str | None = None
    other_id: str | None = None

    def headings(self, without: Collection[str] = ()) -> tuple[str, ...]:
        """Every heading the profile reads, each once; those of the fields `without` left out."""
        found: list[str] = []
        for one in fields(self):
            value = None if one.name in without else getattr(self, one.name)
            found.extend(value if isinstance(value, tuple) else [value] if value else [])
        return tuple(dict.fromkeys(found))

    @property
    def coordinates(self) -> tuple[str, str] | None:
        """The pair of fields that hold coordinates, degrees before metres."""
        if self.lon:
            return "lon", "lat"
        return ("easting", "northing") if self.easting else None


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """What a partner's category means; `discovered` rows are refused."""

    kind: str
    youth_related: YouthRelated | None = None
    discovered: bool = False


@dataclass(frozen=True, slots=True)
class FileHints:
    """How the file is written, where looking at it is not enough. `header_row` counts from 1."""

    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    header_row: int | None = None


# Everything about the file is found by looking.
AS_FOUND = FileHints()


@dataclass(frozen=True)
class Profile:
    """How to read one partner's files. See `docs/profiles.md`.

    Attributes
    ----------
    name, partner
        The profile's own name, and who the reports are from.
    optional
        Fields whose columns a file may lack; it needs all the others.
    identity
        The name space of the id column: two files with the same one hold the same report under the same id.
    time_is
        "incident" or "report": what the times say. With "report" the incident lies in the `report_lag_h` hours before.
    radius_m
        How far the partner blurs its points, in metres.
    crs
        EPSG code of easting and northing.
    covers_more
        Whether the file covers more than our area: then rows elsewhere are left out knowingly.
    snap_names
        Whether the location column names published snap points ("On or near X"), whose names may be kept.
    categories
        The partner's category, casefolded, to what it means.
    """

    name: str
    partner: str
    columns: Columns
    optional: frozenset[str] = frozenset()
    identity: str = ""
    file: FileHints = AS_FOUND
    time_is: Literal["incident", "report"] = "incident"
    report_lag_h: float = 24.0
    time_zone: str | None = None
    day_first: bool = True
    midnight_is_unknown: bool = False
    radius_m: float = 0.0
    crs: int = 27700
    covers_more: bool = False
    snap_names: bool = False
    categories: Mapping[str, CategoryRule] = field(default_factory=lambda: MappingProxyType({}))
    partners: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    youth_default: YouthRelated = "unknown"
    youth_yes: frozenset[str] = YES_WORDS
    youth_no: frozenset[str] = NO_WORDS

    def needed(self) -> tuple[str, ...]:
        """The headings a file must have to be read with this profile."""
        return self.columns.headings(without=self.optional)

    @property
    def key_space(self) -> str:
        """What an id is joined to, to be the same report everywhere."""
        return self.identity or self.partner


_STOP_AND_SEARCH = frozenset(
    {
        "object of search",
        "self defined ethnicity",
        "officer defined ethnicity",
        "part of a policing operation",
        "involved person",
        "removal of more than just outer clothing",
        "removal of more than outer clothing",
    }
)


def normal_heading(heading: str) -> str:
    """A heading as it is compared: without case, byte order mark, or the difference of space and underscore.

    Examples
    --------
    >>> normal_heading("  Crime_ID "), normal_heading("Self-defined  ethnicity")
    ('crime id', 'self defined ethnicity')
    """
    return " ".join(re.sub(r"[\s_\-\ufeff\u00a0]+", " ", heading).split()).casefold()


def refusal_of(headings: Iterable[str]) -> str | None:
    """Why a file with these headings may not come in, or None when it may.

    Stop and search is discovered, not reported: it shows where the police looked, and learning from it would send
    everybody back there. Outcomes repeat crimes that the street file holds.
    """
    known = {normal_heading(heading) for heading in headings}
    if known & _STOP_AND_SEARCH:
        return (
            "it is a stop and search file. Stops are discovered by the police, not reported to them, so they never "
            "count as reports: nothing of it was stored. Bring in the street file of the same month instead"
        )
    if {"crime id", "outcome type"} <= known:
        return (
            "it is a file of outcomes, which repeats crimes that the street file holds: nothing of it was stored. "
            "Bring in the street file of the same month instead"
        )
    return None


def fits(profile: Profile, headings: Iterable[str]) -> bool:
    """Whether a file with these headings has every column the profile reads."""
    known = {normal_heading(heading) for heading in headings}
    return all(normal_heading(heading) in known for heading in profile.needed())

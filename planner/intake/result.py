"""What came of a file: its incidents, and every other row with the reason why it is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from geodata.location import Alternative
from planner.intake.sources import Refused
from planner.intake.steps import DroppedColumn, StepCount, with_later_step

# The incidents frame of the models, then what the store keeps beside it.
INCIDENT_COLUMNS = (
    "incident_id",
    "x",
    "y",
    "lon",
    "lat",
    "radius_m",
    "start",
    "end",
    "time_kind",
    "reported",
    "category",
    "youth_related",
    "partner",
    "place_text",
    "confidence",
    "method",
    "reporter_key",
    "row",
    "member",
    "answer_id",
    "quotes",
)


class Duplicate(NamedTuple):
    """A row that repeats an incident: `of` is that incident's id. `member` is the file inside an archive."""

    row: int
    of: str
    member: str = ""


class Rejected(NamedTuple):
    """A row that was refused knowingly, and why.

    Where it was refused because of what a person had said of its words, `answer_id` is that answer, and the words and
    the draft are there, so that the row can be put back when the answer is.
    """

    row: int
    column: str
    reason: str
    member: str = ""
    answer_id: int | None = None
    location_text: str = ""
    draft: Mapping[str, object] | None = None


class ReviewEntry(NamedTuple):
    """A row that a person could put right.

    `column` is the heading at fault ("" for the whole row). `location_text` is what the location columns say, without
    anything that looks like a person's details, and `alternatives` its likeliest readings. `draft` is the rest of
    the incident, ready for the store once it has a place: the columns of the incidents frame without x, y, lon, lat,
    radius_m, place_text, confidence, method and answer_id, times in ISO form; None when the row has more wrong than its
    place. `by_words` says that its words were to say where it was, so that an answer about them serves others too.
    """

    row: int
    column: str
    reason: str
    location_text: str = ""
    alternatives: tuple[Alternative, ...] = ()
    draft: Mapping[str, object] | None = None
    member: str = ""
    partner: str = ""
    by_words: bool = False


@dataclass(frozen=True)
class Intake:
    """A file brought in. Every row is counted once.

    Attributes
    ----------
    file, sha256, profile
        The file's name and hash, and the profile it was read with.
    rows
        Rows of the file: incidents + duplicates + review + rejected. Blank lines are not rows.
    incidents
        A data frame with the columns `INCIDENT_COLUMNS`: metres in the area's CRS, naive local times, `end` NaT for
        a moment.
    duplicates, review, rejected
        The other rows.
    dropped_columns
        Headings of the columns that were not read; their contents were not kept.
    headings
        All headings, as they stand in the file.
    refused
        Members of an archive that were left out whole.
    notes
        What else the person who imports should know, in sentences.
    steps
        The steps of cleaning with their counts, from `rows` down to the incidents. What is joined across partners
        afterwards becomes one more step.
    dropped
        What was dropped of which column and why, in counts.

    Raises
    ------
    ValueError
        When the rows do not add up: a row would be lost, or counted twice.
    """

    file: str
    sha256: str
    profile: str
    rows: int
    incidents: pd.DataFrame
    duplicates: tuple[Duplicate, ...]
    review: tuple[ReviewEntry, ...]
    rejected: tuple[Rejected, ...]
    dropped_columns: tuple[str, ...]
    headings: tuple[str, ...]
    blank_lines: int = 0
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    steps: tuple[StepCount, ...] = ()
    dropped: tuple[DroppedColumn, ...] = ()

    def __post_init__(self) -> None:
        """Check that no row is lost."""
        found = len(self.incidents) + len(self.duplicates) + len(self.review) + len(self.rejected)
        if found != self.rows:
            raise ValueError(f"{self.file}: {self.rows} rows came in and {found} are accounted for.")
        object.__setattr__(self, "steps", with_later_step(self.steps, len(self.incidents)))

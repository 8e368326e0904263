"""What the sample holds, and what was planted in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from pathlib import Path

SOURCE = "synthetic sample"
PREFIX = "synthetic-sample-"


@dataclass(frozen=True, slots=True)
class PlantedPattern:
    """A place, a weekday (0 is Monday) and two hours in which reports were made to gather.

    `lon`, `lat` are WGS84 degrees, `x`, `y` British National Grid metres; `end_hour` is exclusive; `reports` counts
    the distinct incidents, not the second reports of the same one.
    """

    place: str
    lon: float
    lat: float
    x: float
    y: float
    weekday: int
    start_hour: int
    end_hour: int
    reports: int


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One partner's file; `profile` is the mapping's name, None where the headings are known without one."""

    path: Path
    partner: str
    profile: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class SampleJointRequest:
    """A joint session that a person asked for: site and partner by name, weekday, hours, key of the reason."""

    site: str
    partner: str
    weekday: int
    start: time
    end: time
    reason: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The written files, and what to expect of them.

    `profiles` are mapping files named as in `ReportFile.profile`; `places` are gazetteer files of the kind
    `places`; `team` is the workbook; `truth` is the JSON of what was planted, for tests alone.
    """

    folder: Path
    area: str
    files: tuple[ReportFile, ...]
    profiles: tuple[Path, ...]
    places: tuple[Path, ...]
    team: Path
    truth: Path
    joint_requests: tuple[SampleJointRequest, ...]
    planted: tuple[PlantedPattern, ...]

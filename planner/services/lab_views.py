"""What the lab's pages are shown: frozen, and of reports only sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.feedback import Feedback
from models.places import Hotspot
from models.week import Week
from planner.lab.judging import Comparison, Judgement
from planner.lab.settings import LabSettings


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """Settings that are or were live: `how` is "promoted", "weights agreed", "rolled back" or "as it comes".

    What the planner comes with has neither id nor maker.
    """

    id: int | None
    settings: LabSettings
    made_at: datetime | None
    made_by: str | None
    how: str
    reason: str
    run: int | None


@dataclass(frozen=True, slots=True)
class ForecastScore:
    """How the live forecast of a week did: `settled` once its reports have had a week to come in.

    Of the whole week: reports seen, and expected with a 90% interval. `hit_rate` is the share of reports in the 5% of
    the area forecast busiest; `inside` of the `busy` cells, which expected 1 or more, lay in their 90% interval.
    """

    week: Week
    settings: LabSettings
    settled: bool
    seen: int
    expected: float
    lower: float
    upper: float
    hit_rate: float
    inside: int
    busy: int


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in the list. `best` is the label with the highest mean hit rate at the last share of the area."""

    id: int
    made_at: datetime
    made_by: str
    labels: tuple[str, ...]
    live: str
    first: date
    last: date
    weeks: int
    cell_m: float
    fingerprint: str
    rows: int
    hit_rates: Mapping[str, float]
    percent: float
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Flatness:
    """Probability integral transforms of `what`, in tenths: as many in each when the chances mean what they say.

    `p_value` says how likely chance alone brings so much; None where none was busy enough to tell.
    """

    what: str
    tenths: tuple[int, ...]
    p_value: float | None


@dataclass(frozen=True, slots=True)
class TriedSetting:
    """One setting of a run: its figures, its plots, and whether it may go live.

    `figures` are means over the weeks; `curve` is (percent of the area, share of reports in it); `calibration` is
    (expected, seen, cells) a cell and week; `flatness` is of cells, of their days and of weeks of the whole area, and
    empty for runs of before it was kept; `hours` are 168 expected reports, Monday 00:00 first.
    """

    label: str
    settings: LabSettings
    figures: Mapping[str, float | None]
    against_live: tuple[Comparison, ...]
    judgement: Judgement
    curve: tuple[tuple[float, float], ...]
    calibration: tuple[tuple[float, float, int], ...]
    flatness: tuple[Flatness, ...]
    hours: tuple[float, ...]
    cells: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run with all it found. `seen_hours` and `seen_cells` are what was reported, a week."""

    summary: RunSummary
    fingerprint: Mapping[str, Any]
    tried: tuple[TriedSetting, ...]
    seen_hours: tuple[float, ...]
    seen_cells: tuple[float, ...]

    def one(self, label: str) -> TriedSetting | None:
        """The setting of that label."""
        return next((tried for tried in self.tried if tried.label == label), None)


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell where two settings differ: corners in degrees, what each expects a week, and the nearest place's name."""

    corners: tuple[tuple[float, float], ...]
    lon: float
    lat: float
    one: float
    other: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two settings side by side, of one run or of two.

    `unlike` is "" when both were scored on the same weeks by the same reports; else the reason why their figures may
    not be set against each other.
    """

    one: TriedSetting
    other: TriedSetting
    one_run: RunSummary
    other_run: RunSummary
    unlike: str
    differences: tuple[CellDifference, ...]
    seen_hours: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class GuardPage:
    """What keeps the planner from feeding on itself, in this store.

    `used` reports teach; `left_out` counts those that are kept and teach nothing, by the label of their kind;
    `sessions` is of published weeks, which are logged with place and time; `unsure` of `places` are so uncertain that
    `percent` of the sessions are kept for them. `loop` is a simulation of a borough with and without the guard.
    """

    used: int
    left_out: Mapping[str, int]
    sessions: int
    places: int
    unsure: int
    percent: int
    loop: Feedback


@dataclass(frozen=True, slots=True)
class Trial:
    """The hotspots that some settings would give now, and how they differ from the live ones."""

    settings: LabSettings
    hotspots: tuple[Hotspot, ...]
    live_ranks: Mapping[str, int]
    gone: tuple[str, ...]
    seconds: float

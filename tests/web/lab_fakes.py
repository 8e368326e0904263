"""The lab of the fake: one run of three settings in an invented borough, forecasts scored, and what went live."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from geodata.errors import BadInput
from models.feedback import FeedbackSettings, simulate_feedback
from models.places import Hotspot
from models.week import Week
from planner.lab.judging import Comparison, Judgement
from planner.lab.running import AskedRun
from planner.lab.settings import LabSettings
from planner.services.lab_views import (
    CellDifference,
    Flatness,
    ForecastScore,
    GuardPage,
    LiveSettings,
    RunPage,
    RunSummary,
    SideBySide,
    Trial,
    TriedSetting,
)
from planner.services.views import Account

LONGER = LabSettings(half_life_days=500)
SMOOTH = LabSettings(model="kde")
HOURS = tuple(0.4 if hour % 24 == 16 else 0.1 for hour in range(168))
LOOP = simulate_feedback(FeedbackSettings(weeks=12, runs=1))
METRICS = ("hit_rate_1", "hit_rate_2", "hit_rate_5", "log_score", "crps")


def tried(settings: LabSettings, word: str, may_go_live: bool, better: float) -> TriedSetting:
    """A setting of the run whose every figure is so much better than the live one's."""
    label = settings.label()
    return TriedSetting(
        label=label,
        settings=settings,
        figures=dict.fromkeys((*METRICS, "interval_90"), 0.3 + better),
        against_live=()
        if settings == LabSettings()
        else tuple(Comparison(m, better, better - 0.02, better + 0.02, word) for m in METRICS),
        judgement=Judgement(
            label, may_go_live, f"{word.capitalize()} than what was live.", "" if may_go_live else "No."
        ),
        curve=tuple(
            (percent, min(1.0, percent**0.5 / 10 + better)) for percent in (0.5, 1, 2, 5, 10, 20, 50, 100)
        ),
        calibration=((0.01, 0.012, 400), (0.1, 0.1 + better, 90), (1.2, 1.1, 12)),
        flatness=tuple(
            Flatness(what, (12, 9, 10, 8, 11, 10, 9, 12, 10, 9), p_value)
            for what, p_value in (
                ("cells a week", 0.41),
                ("cells a day", 0.0002),
                ("weeks of the whole area", None),
            )
        ),
        hours=HOURS,
        cells=(0.2, 0.4 + better),
    )


class FakeLab:
    """Answered from memory; `asked` keeps what was to change."""

    place_names: tuple[str, ...]
    empty: bool
    synthetic: bool
    drifting: bool
    spots: tuple[Hotspot, ...]
    asked: list[tuple[Any, ...]]

    def live_settings(self) -> LabSettings:
        return LabSettings()

    def live_history(self, viewer: Account | None = None) -> tuple[LiveSettings, ...]:
        moment = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
        came = LiveSettings(
            None, LabSettings(), None, None, "as it comes", "The settings the planner comes with.", None
        )
        if self.empty:
            return (came,)
        return (
            LiveSettings(2, LabSettings(), moment, "analyst", "rolled back", self.place_names[0], None),
            LiveSettings(1, LONGER, moment, "analyst", "promoted", "Steadier in the summer weeks.", 1),
            came,
        )

    def lab_runs(self, viewer: Account | None = None) -> tuple[RunSummary, ...]:
        if self.empty:
            return ()
        labels = (LabSettings().label(), SMOOTH.label(), LONGER.label())
        moment = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
        one = RunSummary(
            1, moment, "analyst", labels, labels[0], date(2026, 8, 24), date(2026, 11, 9), 12, 250.0, "0123456789ab",
            3000, dict(zip(labels, (0.5, 0.3, 0.52), strict=True)), 5.0, self.synthetic,
        )  # fmt: skip
        return (one,)

    def lab_run(self, viewer: Account | None, run_id: int) -> RunPage | None:
        found = [run for run in self.lab_runs(viewer) if run.id == run_id]
        if not found:
            return None
        return RunPage(
            summary=found[0],
            fingerprint={"sha256": "0123456789ab", "rows": 3000, "first": "2026-05-01", "last": "2026-11-15"},
            tried=(
                replace(
                    tried(LabSettings(), "live", False, 0.0),
                    judgement=Judgement("live", False, "Live.", "It is live."),
                ),
                tried(SMOOTH, "worse", False, -0.1),
                tried(LONGER, "may be chance", True, 0.01),
            ),
            seen_hours=HOURS,
            seen_cells=(0.2, 0.4),
        )

    def usual_period(self) -> tuple[date, date]:
        return date(2026, 8, 24), date(2026, 11, 9)

    def start_backtest(self, viewer: Account, asked: AskedRun) -> str:
        if asked.last > date(2026, 11, 18):
            raise BadInput(f"The week from {asked.last} is not over yet.")
        self.asked.append(("backtest", asked))
        return "task3"

    def promote(self, viewer: Account | None, run_id: int, label: str, reason: str) -> None:
        if label == SMOOTH.label():
            raise BadInput("kde does not go live. What is worse does not go live.")
        self.asked.append(("promote", run_id, label, reason))

    def roll_back(self, viewer: Account | None, to: int | None, reason: str) -> None:
        self.asked.append(("roll_back", to, reason))

    def try_settings(self, viewer: Account | None, settings: LabSettings) -> Trial:
        spots = () if self.empty else self.spots[: 6 if settings.min_weight <= 4 else 2]
        gone = tuple(spot.place.name for spot in self.spots[len(spots) :])
        return Trial(settings, spots, {spot.place.id: spot.rank for spot in self.spots[1:]}, gone, 0.1)

    def side_by_side(
        self, viewer: Account | None, one: tuple[int, str], other: tuple[int, str]
    ) -> SideBySide | None:
        page = self.lab_run(viewer, 1)
        both = [page.one(label) for run, label in (one, other) if page and run == 1]
        if page is None or len(both) != 2 or both[0] is None or both[1] is None:
            return None
        west, south = 0.03, 52.02
        corners = ((west, south), (west + 0.003, south), (west + 0.003, south + 0.002), (west, south + 0.002))
        cells = (
            CellDifference(corners, west, south, 0.9, 0.2, self.place_names[0]),
            CellDifference(
                tuple((x + 0.01, y) for x, y in corners), west, south, 0.1, 0.3, self.place_names[1]
            ),
        )
        return SideBySide(both[0], both[1], page.summary, page.summary, "", cells, HOURS)

    def guard(self, viewer: Account | None = None) -> GuardPage:
        return GuardPage(0 if self.empty else 3000, {} if self.empty else {"Drugs": 41}, 8, 6, 2, 10, LOOP)

    def forecast_scores(self, viewer: Account | None = None) -> tuple[ForecastScore, ...]:
        if self.empty:
            return ()
        week = Week(2026, 46)
        return (
            ForecastScore(week, LabSettings(), False, 60, 98.2, 80.0, 118.0, 0.5, 8, 9),
            ForecastScore(week.plus(-1), LabSettings(), True, 130, 98.2, 80.0, 118.0, 0.44, 6, 9),
        )

    def drift(self, viewer: Account | None = None) -> str | None:
        return (
            "In 3 of the last 6 weeks there were more reports than the forecast allowed for."
            if self.drifting
            else None
        )

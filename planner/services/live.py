"""The settings that are live: what hotspots, demand and forecasts are made by until somebody promotes others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from geodata.errors import BadInput
from geodata.study_area import StudyArea
from models.scoring import Score, drift
from models.week import Week
from planner.lab.live import make_forecast, score_kept
from planner.lab.settings import LabSettings
from planner.services.base import UseCases, allow
from planner.services.lab_views import ForecastScore, LiveSettings
from planner.services.views import Account, Role
from planner.store import lab
from planner.store.lab_tables import ForecastRow, LiveSettingsRow

OFFICE = (Role.MANAGER, Role.ANALYST, Role.ADMIN)
RESCORED_WEEKS = 16
SETTLED_DAYS = 7  # a week is judged once reports have come in for this long after it
NO_SETTINGS = LiveSettings(
    None, LabSettings(), None, None, "as it comes", "The settings the planner comes with.", None
)


class LiveUseCases(UseCases):
    """What is live, what was, and how its forecasts did."""

    def live_settings(self) -> LabSettings:
        """The settings that are live."""
        return self._live().settings

    def live_history(self, viewer: Account | None = None) -> tuple[LiveSettings, ...]:
        """What is live, and what was before it; the settings that the product comes with are the last."""
        allow(viewer, *OFFICE)
        with self.store.reading() as session:
            rows = lab.live_history(session)
        return (*map(_as_live, rows), NO_SETTINGS)

    def _live(self) -> LiveSettings:
        with self.store.reading() as session:
            row = lab.newest_live(session)
        return NO_SETTINGS if row is None else _as_live(row)

    def forecast_for(self, frame: pd.DataFrame, week: Week, as_of: date) -> dict[str, Any] | None:
        """The live forecast of a week, to be kept with its plan; None while there is nothing to forecast from."""
        try:
            return make_forecast(frame, as_of, week.monday, self.need_area(), self.live_settings())
        except BadInput:
            return None

    def score_forecasts(self, frame: pd.DataFrame) -> None:
        """Score the kept forecasts of the last weeks against what has been reported of those weeks by now."""
        area = self.study_area()
        over = Week.of(self.today())
        with self.store.reading() as session:
            rows = lab.forecasts(session, [str(over.plus(-k)) for k in range(1, RESCORED_WEEKS + 1)])
        if area is None or not rows:
            return
        known = frame[frame["reported"].fillna(frame["start"]) < pd.Timestamp(self.today())]
        scores = {row.week: _score(row.document, known, Week.parse(row.week).monday, area) for row in rows}
        with self.store.transaction() as session:
            for row in lab.forecasts(session, list(scores)):
                row.score, row.scored_at = scores[row.week], datetime.now(UTC)

    def forecast_scores(self, viewer: Account | None = None) -> tuple[ForecastScore, ...]:
        """How the kept forecasts did, the latest week first; those of weeks still to come are not there."""
        allow(viewer, *OFFICE)
        with self.store.reading() as session:
            rows = lab.forecasts(session)
        return tuple(
            ForecastScore(
                week=Week.parse(row.week),
                settings=LabSettings.from_json(row.document["settings"]),
                settled=bool(kept["settled"]),
                seen=score.events,
                expected=score.expected,
                lower=float(kept["lower"]),
                upper=float(kept["upper"]),
                hit_rate=score.hit_rates[-1][1],
                inside=score.inside,
                busy=score.tried,
            )
            for row, kept, score in reversed(_scored(rows))
        )

    def drift(self, viewer: Account | None = None) -> str | None:
        """Sentences when the live forecasts no longer fit what is reported; None while they do, or too early to say."""
        allow(viewer, *OFFICE)
        with self.store.reading() as session:
            rows = lab.forecasts(session)
        flag = drift([score for _, kept, score in _scored(rows) if kept["settled"]])
        if flag is None:
            return None
        return " ".join((*flag.sentences, "Ask an analyst to look before you trust next week's figures."))


def _score(
    document: dict[str, Any], known: pd.DataFrame, monday: date, area: StudyArea
) -> dict[str, Any] | None:
    found = score_kept(document, known, monday, area)
    if found is None:
        return None
    score, lower, upper = found
    newest = known["reported"].max().date()
    return {
        "score": asdict(score) | {"as_of": monday.isoformat()},
        "lower": lower,
        "upper": upper,
        "settled": (newest - monday).days >= 7 + SETTLED_DAYS,
    }


def _scored(rows: Sequence[ForecastRow]) -> list[tuple[ForecastRow, dict[str, Any], Score]]:
    """The forecasts that have been scored, with what was kept of it."""
    return [(row, row.score, _as_score(row.score["score"])) for row in rows if row.score is not None]


def _as_score(kept: dict[str, Any]) -> Score:
    hits = tuple((float(percent), float(share)) for percent, share in kept["hit_rates"])
    return Score(**{**kept, "as_of": date.fromisoformat(kept["as_of"]), "hit_rates": hits})


def _as_live(row: LiveSettingsRow) -> LiveSettings:
    return LiveSettings(
        id=row.id,
        settings=LabSettings.from_json(row.settings),
        made_at=row.made_at,
        made_by=row.made_by,
        how=row.how,
        reason=row.reason,
        run=row.run,
    )

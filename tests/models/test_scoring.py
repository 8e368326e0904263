"""Live forecasts scored, and drift."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from geodata.errors import BadInput
from models.backtest import BacktestSettings, origins_of, score_at
from models.forecast import cell_frame, slot_frame
from models.registry import make_model
from models.scoring import Score, drift, score_forecast
from tests.models.builders import make_events

SETTINGS = BacktestSettings(slots=True)
(ORIGIN,) = origins_of(make_events(6000), [date(2022, 11, 7)], area=None, settings=SETTINGS)
MODEL = make_model("decayed-count-eb").fit(ORIGIN.history)
GRID = ORIGIN.history.grid
CAME = ORIGIN.came.assign(x=GRID.x[ORIGIN.came["cell"]] + 60.0, y=GRID.y[ORIGIN.came["cell"]] - 60.0)


def test_a_live_score_is_what_the_back_test_gives():
    told = score_at(MODEL, ORIGIN, SETTINGS)
    live = score_forecast(cell_frame(GRID, MODEL.predict(ORIGIN.days)), CAME, as_of=ORIGIN.day, cell_m=250.0)
    assert live.events == told["events"]
    assert live.expected == pytest.approx(told["expected"])
    assert dict(live.hit_rates) == pytest.approx({one: told[f"hit_rate_{one:g}"] for one in (1.0, 2.0, 5.0)})
    assert live.outside == 0


def test_slots_are_scored_by_their_hours_and_cells_as_before():
    frame = slot_frame(GRID, MODEL.predict_slots(ORIGIN.days, 4), ORIGIN.days, 4)
    live = score_forecast(frame, CAME, as_of=ORIGIN.day, cell_m=250.0)
    whole = score_forecast(cell_frame(GRID, MODEL.predict(ORIGIN.days)), CAME, as_of=ORIGIN.day, cell_m=250.0)
    assert live.hit_rates == whole.hit_rates
    assert live.events == whole.events
    shifted = CAME.assign(start=CAME["start"] + pd.Timedelta(hours=12))
    assert score_forecast(frame, shifted, as_of=ORIGIN.day, cell_m=250.0).interval_score > live.interval_score


def test_reports_outside_the_ground_are_counted_apart():
    far = CAME.assign(x=CAME["x"] + 1e6)
    live = score_forecast(cell_frame(GRID, MODEL.predict(ORIGIN.days)), far, as_of=ORIGIN.day, cell_m=250.0)
    assert (live.events, live.outside) == (0, len(CAME))
    assert "0 came." in live.words


def test_a_missing_column_is_named():
    with pytest.raises(BadInput, match="list of reports lacks the column 'x'"):
        score_forecast(cell_frame(GRID, MODEL.predict(ORIGIN.days)), ORIGIN.came, as_of=ORIGIN.day, cell_m=250.0)


def weeks(count: int, **last_four: object) -> list[Score]:
    steady = [
        Score(date(2026, 1, 5) + timedelta(weeks=k), 100, 0, 100.0, ((5.0, 0.35 + 0.01 * (k % 3)),), 18, 19, 2.0)
        for k in range(count)
    ]
    return steady[:-4] + [replace(one, **last_four) for one in steady[-4:]]


def test_steady_weeks_and_too_few_weeks_raise_no_flag():
    assert drift(weeks(20)) is None
    assert drift(weeks(11, events=500)) is None


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({"hit_rates": ((5.0, 0.2),)}, "hit_rate", "20% of reports fell in the 5% of the area"),
        ({"events": 150}, "level", "a third more reports than expected"),
        ({"events": 60}, "level", "a third fewer"),
        ({"inside": 12}, "intervals", "Only 48 of 76 intervals"),
    ],
)
def test_each_way_to_slip_is_seen_and_said(change, kind, words):
    flag = drift(list(reversed(weeks(20, **change))))
    assert flag is not None
    assert flag.kinds == (kind,)
    assert words in flag.sentences[0]
    assert flag.since == date(2026, 1, 5) + timedelta(weeks=16)

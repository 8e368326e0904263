"""Reports weighted by whether young people were involved."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from models.events import in_cells, in_order
from models.forecast import history_of
from models.grid import Grid
from planner.lab.reports import events_of
from planner.lab.settings import LabSettings
from planner.lab.weighted import fit_model, weighted_history
from tests.models.builders import make_incidents

AS_OF = date(2026, 11, 23)


def some_incidents() -> pd.DataFrame:
    """Two places a kilometre apart: one where young people are named, one where nobody says."""
    rows = [
        {
            "incident_id": f"{said}{k}",
            "x": 500_000.0 + 1000.0 * (said == "unknown"),
            "start": pd.Timestamp("2026-06-01 16:00") + pd.Timedelta(days=7 * k),
            "youth_related": said,
        }
        for said in ("yes", "unknown", "no")
        for k in range(20)
    ]
    return make_incidents(rows)


def grid_and_events() -> tuple[Grid, pd.DataFrame]:
    from models.events import events_grid

    events = in_order(events_of(some_incidents()))
    grid, crs = events_grid(events, None, 250.0)
    return grid, in_cells(events, grid, crs)


def shares(settings: LabSettings) -> list[float]:
    """The share of all that is expected in the two places' cells, the one that says young people first."""
    grid, events = grid_and_events()
    model = fit_model(events, grid, AS_OF, settings)
    expected = model.predict([AS_OF]).expected
    cells = [int(events.loc[events["youth_related"] == said, "cell"].iloc[0]) for said in ("yes", "unknown")]
    return [float(expected[cell] / expected.sum()) for cell in cells]


def test_reports_that_are_not_about_young_people_or_have_no_day_teach_nothing() -> None:
    frame = some_incidents()
    frame.loc[0, "time_kind"] = "month"
    events = events_of(frame)
    assert len(events) == 39
    assert set(events["youth_related"]) == {"yes", "unknown"}


def test_what_was_reported_later_is_left_out() -> None:
    frame = some_incidents()
    frame.loc[0, "reported"] = pd.Timestamp("2026-11-23 00:00")
    assert len(events_of(frame, AS_OF)) == 39
    assert len(events_of(frame)) == 40


@pytest.mark.parametrize("model", ["decayed-count-eb", "count-52", "kde"])
def test_a_report_that_does_not_say_counts_as_much_as_it_is_set_to(model: str) -> None:
    alike, half, none = (shares(LabSettings(model=model, youth_unknown=weight)) for weight in (1.0, 0.5, 0.0))
    assert alike[0] == pytest.approx(alike[1])
    assert half[0] > 1.5 * half[1]
    assert none[0] > half[0]


def test_the_level_is_of_all_reports_whatever_their_weight() -> None:
    grid, events = grid_and_events()
    week = [AS_OF + timedelta(days=k) for k in range(7)]
    totals = [
        fit_model(events, grid, AS_OF, LabSettings(youth_unknown=weight)).predict(week).expected.sum()
        for weight in (1.0, 0.5, 0.0)
    ]
    assert totals == pytest.approx([totals[0]] * 3)


def test_weights_of_one_are_no_weights() -> None:
    grid, events = grid_and_events()
    weighted = weighted_history(events, grid, AS_OF, LabSettings(youth_unknown=1.0))
    plain = history_of(events, grid, AS_OF)
    ones = np.ones(len(plain.cell))
    for name in ("slot_counts", "start_counts"):
        assert (getattr(weighted, name)(ones, 4) == getattr(plain, name)(ones, 4)).all()
    for name in ("cell_counts", "hour_counts"):
        assert (getattr(weighted, name)(ones) == getattr(plain, name)(ones)).all()
    earlier = date(2026, 8, 1)
    assert weighted.before(earlier).cell_counts(ones[: len(weighted.before(earlier).cell)]).sum() == len(
        plain.before(earlier).cell
    )

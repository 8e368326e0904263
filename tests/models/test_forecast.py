"""The forecast of cells: its grid, its sums, its intervals, and no look ahead."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.crs import crs_for
from geodata.errors import BadInput
from geodata.study_area import StudyArea
from models.forecast import forecast_cells
from models.registry import DEFAULT_MODEL, MODELS
from tests.models.builders import CITY_LAT, CITY_LON, make_events

AS_OF = date(2022, 11, 7)
AREA = StudyArea(
    name="Town",
    code=None,
    boundary=shapely.MultiPolygon(
        [shapely.box(CITY_LON - 0.03, CITY_LAT - 0.03, CITY_LON + 0.03, CITY_LAT + 0.03)]
    ),
    crs=crs_for(CITY_LON, CITY_LAT),
    time_zone="America/Denver",
    outline_kind="boundary",
)
EVENTS = make_events()


def forecast(events: pd.DataFrame = EVENTS, **options: object) -> pd.DataFrame:
    return forecast_cells(events, **{"as_of": AS_OF, "area": AREA, **options})


def is_future(events: pd.DataFrame) -> pd.Series:
    return (events["start"] >= pd.Timestamp(AS_OF)) | (events["reported"] >= pd.Timestamp(AS_OF))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("slots", [False, True])
@pytest.mark.parametrize("area", [AREA, None])
def test_no_row_of_the_future_changes_a_digit(model, slots, area):
    future = is_future(EVENTS)
    assert future.sum() > 100
    noise = EVENTS.copy()
    rng = np.random.default_rng(8)
    noise.loc[future, ["lon", "lat"]] = rng.normal([CITY_LON, CITY_LAT], 0.01, (int(future.sum()), 2))
    noise.loc[future, "start"] = pd.Timestamp("2022-11-01")
    noise.loc[future, "reported"] = pd.Timestamp("2022-11-07")
    told = forecast(model=model, slots=slots, area=area)
    for changed in (EVENTS[~future], noise, EVENTS.sample(frac=1.0, random_state=5)):
        pd.testing.assert_frame_equal(
            told, forecast(changed, model=model, slots=slots, area=area), check_exact=True
        )


@pytest.mark.parametrize("model", MODELS)
def test_what_was_known_does_change_it(model):
    known = EVENTS[~is_future(EVENTS)].sort_values("start")
    fewer = known.iloc[:-60]
    assert not np.allclose(forecast(known, model=model)["expected"], forecast(fewer, model=model)["expected"])


def test_every_cell_of_the_boundary_stands_once_at_multiples_of_the_cell_size():
    frame = forecast()
    assert not frame.duplicated(["x", "y"]).any()
    assert np.all((frame["x"] - 125.0) % 250.0 == 0)
    assert np.all((frame["y"] - 125.0) % 250.0 == 0)
    lon, lat = AREA.crs.to_lonlat(frame["x"].to_numpy(), frame["y"].to_numpy())
    assert np.allclose(frame["lon"], lon)
    assert np.allclose(frame["lat"], lat)
    cells = shapely.box(frame["x"] - 125, frame["y"] - 125, frame["x"] + 125, frame["y"] + 125)
    covered = shapely.union_all(cells)
    assert covered.covers(shapely.buffer(AREA.metric_boundary, -0.01))
    assert shapely.intersection(cells, AREA.metric_boundary).astype(object).size == len(frame)
    assert np.all(shapely.area(shapely.intersection(cells, AREA.metric_boundary)) > 0)


def test_without_a_boundary_the_known_events_hull_is_covered():
    frame = forecast(area=None)
    known = EVENTS[~is_future(EVENTS)]
    x, y = AREA.crs.to_metres(known["lon"].to_numpy(), known["lat"].to_numpy())
    cells = set(zip(frame["x"], frame["y"], strict=True))
    assert all(
        (np.floor(a / 250) * 250 + 125, np.floor(b / 250) * 250 + 125) in cells
        for a, b in zip(x, y, strict=True)
    )


@pytest.mark.parametrize("model", MODELS)
def test_slots_sum_to_the_cells(model):
    cells, slots = forecast(model=model), forecast(model=model, slots=True)
    assert len(slots) == 42 * len(cells)
    summed = slots.groupby(["x", "y"])["expected"].sum()
    alone = cells.set_index(["x", "y"])["expected"]
    assert np.allclose(summed.reindex(alone.index), alone)


def test_three_days_from_a_monday_are_the_first_three_weekdays_of_the_week():
    week = forecast(slots=True, band_hours=24)
    three = forecast(slots=True, band_hours=24, days=3)
    assert set(three["weekday"]) == {0, 1, 2}
    assert np.allclose(three["expected"], week.loc[week["weekday"] < 3, "expected"])
    assert np.isclose(forecast(days=3)["expected"].sum(), three["expected"].sum())


def test_two_weeks_expect_twice_as_much_as_one():
    assert np.allclose(forecast(days=14)["expected"], 2 * forecast()["expected"])


def test_the_borough_expects_about_what_it_had():
    known = EVENTS[~is_future(EVENTS)]
    recent = known[known["start"] >= pd.Timestamp("2022-08-08")]
    assert forecast()["expected"].sum() == pytest.approx(len(recent) / 13, rel=0.15)


@pytest.mark.parametrize("model", MODELS)
def test_intervals_are_whole_counts_round_the_expectation(model):
    frame = forecast(model=model)
    assert np.all(frame["lower"] <= frame["upper"])
    assert np.all(frame["lower"] % 1 == 0)
    assert np.all(frame["upper"] + 1 > frame["expected"])


def test_only_the_categories_asked_for_count():
    both = forecast(categories=("disorder", "robbery"))
    pd.testing.assert_frame_equal(both, forecast())
    assert forecast(categories=("robbery",))["expected"].sum() < 0.7 * both["expected"].sum()
    with pytest.raises(BadInput, match="No event has the category 'arson'"):
        forecast(categories=("arson",))


def test_a_boundary_without_a_known_event_expects_next_to_nothing():
    early = forecast(as_of=date(2019, 1, 7))
    assert len(early) == len(forecast())
    assert early["expected"].sum() < 0.01
    with pytest.raises(BadInput, match="without a boundary"):
        forecast(as_of=date(2019, 1, 7), area=None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"days": 0}, "1 day or more"),
        ({"band_hours": 5}, "do not fill a day"),
        ({"cell_m": 0}, "more than 0 m"),
        ({"cell_m": 0.5}, "too many"),
        ({"model": "oracle"}, f"Models: {DEFAULT_MODEL}"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(BadInput, match=message):
        forecast(**options)


@settings(max_examples=25, deadline=None)
@given(cell_m=st.floats(90, 3000), east=st.floats(-0.5, 0.5), north=st.floats(-0.5, 0.5))
def test_every_known_event_inside_is_in_a_cell(cell_m, east, north):
    moved = EVENTS.assign(lon=EVENTS["lon"] + east, lat=EVENTS["lat"] + north)
    frame = forecast(moved, area=None, cell_m=cell_m, model="decayed-count")
    known = moved[~is_future(moved)]
    weight = np.exp2(-((pd.Timestamp(AS_OF) - known["start"]).dt.total_seconds() / 86400) / 365)
    weeks = (np.exp2(-(np.arange(np.ceil((pd.Timestamp(AS_OF) - known["start"].min()).total_seconds() / 86400)) + 0.5)
                     / 365)).sum() / 7  # fmt: skip
    assert frame["expected"].sum() == pytest.approx(weight.sum() / weeks)

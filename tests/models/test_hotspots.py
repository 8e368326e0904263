"""Hotspots: what was planted is found, ranked first, explained, and keeps its name."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geodata.errors import BadInput
from models.hotspots import find_hotspots
from models.places import Hotspot
from models.settings import HotspotSettings
from tests.models.builders import AS_OF, EAST, NORTH, Planted, is_found, make_incidents, plant_borough

FRIDAYS = [
    f"2026-{day} 16:{minute:02d}"
    for minute, day in enumerate(["11-20", "11-13", "11-06", "10-30", "10-23"] * 6)
]
HELD_OUT = [901, 902, 903]


def friday_pattern(x: float = EAST, y: float = NORTH, **common: object) -> list[dict[str, object]]:
    rng = np.random.default_rng(4)
    return [
        {"x": x + rng.normal(0, 20), "y": y + rng.normal(0, 20), "start": pd.Timestamp(start), **common}
        for start in FRIDAYS
    ]


def all_week(x: float, y: float, count: int, **common: object) -> list[dict[str, object]]:
    rng = np.random.default_rng(7)
    return [
        {
            "x": x + rng.normal(0, 40), "y": y + rng.normal(0, 40),
            "start": pd.Timestamp("2026-10-19") + pd.Timedelta(minutes=int(rng.integers(5 * 7 * 1440))), **common,
        }
        for _ in range(count)
    ]  # fmt: skip


def covers(hotspot: Hotspot, one: Planted) -> bool:
    place = hotspot.place
    return any(is_found(one, place.x, place.y, w.weekday, w.start_hour, w.end_hour) for w in hotspot.windows)


@pytest.mark.parametrize("seed", HELD_OUT)
def test_planted_patterns_come_first(seed):
    incidents, planted = plant_borough(seed)
    top = find_hotspots(incidents, as_of=AS_OF)[:12]
    assert sum(any(covers(hotspot, one) for hotspot in top) for one in planted) >= 11
    assert sum(not any(covers(hotspot, one) for one in planted) for hotspot in top) <= 1


def test_a_clear_friday_goes_before_a_busier_place_without_hours():
    incidents = make_incidents(friday_pattern() + all_week(EAST + 3000, NORTH, 200))
    first, second = find_hotspots(incidents, as_of=AS_OF)[:2]
    assert first.place.x == pytest.approx(EAST, abs=20)
    assert [(w.weekday, w.start_hour, w.end_hour) for w in first.windows] == [(4, 16, 17)]
    assert second.weekly_expected > first.weekly_expected
    assert second.windows == ()
    assert [first.rank, second.rank] == [1, 2]


def test_one_bad_night_is_not_a_pattern():
    night = [{"start": pd.Timestamp("2026-11-20 22:00") + pd.Timedelta(minutes=k)} for k in range(25)]
    elsewhere = all_week(EAST + 3000, NORTH, 300)
    assert all(
        hotspot.windows == () for hotspot in find_hotspots(make_incidents(night + elsewhere), as_of=AS_OF)
    )


def test_two_days_at_one_place_are_one_hotspot_with_two_windows():
    tuesdays = [{**row, "start": row["start"] - pd.Timedelta(days=3)} for row in friday_pattern()]
    incidents = make_incidents(friday_pattern() + tuesdays + all_week(EAST + 3000, NORTH, 100))
    first = find_hotspots(incidents, as_of=AS_OF)[0]
    assert sorted(w.weekday for w in first.windows) == [1, 4]


def test_places_350_m_apart_stay_two():
    saturdays = [
        {**row, "start": row["start"] + pd.Timedelta(days=1)} for row in friday_pattern(x=EAST + 350)
    ]
    incidents = make_incidents(friday_pattern() + saturdays + all_week(EAST + 3000, NORTH, 100))
    first, second = find_hotspots(incidents, as_of=AS_OF)[:2]
    assert np.hypot(first.place.x - second.place.x, first.place.y - second.place.y) == pytest.approx(
        350, abs=30
    )


def test_only_what_had_happened_and_been_reported_counts():
    late = make_incidents(friday_pattern(reported=pd.Timestamp("2026-11-23 00:00")))
    assert find_hotspots(late, as_of=AS_OF) == []
    future = make_incidents(30, start=pd.Timestamp("2026-11-23 00:00"), reported=pd.Timestamp("2026-11-22"))
    assert find_hotspots(future, as_of=AS_OF) == []


def test_vague_reports_piled_on_one_point_make_no_place():
    incidents = make_incidents(friday_pattern() + all_week(EAST + 3000, NORTH, 300, radius_m=900.0))
    assert [hotspot.reports for hotspot in find_hotspots(incidents, as_of=AS_OF)] == [30]


def test_month_only_reports_say_where_and_never_when():
    months = [
        {"start": pd.Timestamp("2026-10-01"), "end": pd.Timestamp("2026-11-01"), "time_kind": "month"}
    ] * 30
    (only,) = find_hotspots(make_incidents(months), as_of=AS_OF)
    assert (only.windows, only.month_only, only.reports) == ((), 30, 30)
    assert any("only a month" in sentence for sentence in only.why)


def test_reports_not_about_young_people_do_not_count_by_default():
    incidents = make_incidents(all_week(EAST, NORTH, 60, youth_related="no"))
    assert find_hotspots(incidents, as_of=AS_OF) == []
    counted = HotspotSettings(youth_weights={"yes": 1.0, "unknown": 1.0, "no": 1.0})
    assert find_hotspots(incidents, as_of=AS_OF, settings=counted)[0].by_youth == {
        "yes": 0,
        "no": 60,
        "unknown": 0,
    }


def test_an_uncertain_time_is_shared_over_its_hours():
    rows = [{**row, "start": row["start"].floor("D") + pd.Timedelta(hours=14), "time_kind": "uncertain"}
            for row in friday_pattern()]  # fmt: skip
    incidents = make_incidents([{**row, "end": row["start"] + pd.Timedelta(hours=4)} for row in rows])
    hours = np.array(find_hotspots(incidents, as_of=AS_OF)[0].hours)
    assert hours[4, 14:18] == pytest.approx(np.full(4, hours[4, 14]))
    assert hours[4, 14] > 20 * hours[4, 10]


def test_hours_sum_to_the_week_and_intervals_hold_what_they_surround():
    incidents, _ = plant_borough(11, reports=1500)
    for hotspot in find_hotspots(incidents, as_of=AS_OF):
        assert sum(map(sum, hotspot.hours)) == pytest.approx(hotspot.weekly_expected)
        assert hotspot.lower < hotspot.weekly_expected < hotspot.upper
        assert hotspot.rank_low <= hotspot.rank <= hotspot.rank_high
        assert sum(hotspot.by_partner.values()) == sum(hotspot.by_youth.values()) == hotspot.reports
        assert hotspot.place.outline.is_valid
        for window in hotspot.windows:
            assert window.lower < window.expected < window.upper


def test_the_same_reports_in_another_order_give_the_same_hotspots():
    incidents, _ = plant_borough(12, reports=1200)
    shuffled = incidents.sample(frac=1.0, random_state=3)
    assert find_hotspots(incidents, as_of=AS_OF) == find_hotspots(shuffled, as_of=AS_OF)


def test_a_place_found_again_keeps_its_id():
    incidents = make_incidents(friday_pattern())
    (before,) = find_hotspots(incidents, as_of=AS_OF)
    known_as = replace(before.place, id="the-station", x=before.place.x + 90)
    (after,) = find_hotspots(incidents, as_of=AS_OF, previous=[known_as])
    assert after.place.id == "the-station"
    (elsewhere,) = find_hotspots(incidents, as_of=AS_OF, previous=[replace(known_as, x=EAST + 900)])
    assert elsewhere.place.id == before.place.id


def test_names_come_from_the_namer_or_from_the_reports_own_words():
    incidents = make_incidents(friday_pattern(place_text="Station Square"))
    assert find_hotspots(incidents, as_of=AS_OF)[0].place.name == "Station Square"
    named = find_hotspots(incidents, as_of=AS_OF, namer=lambda lon, lat: "The Arcade")
    assert named[0].place.name == "The Arcade"


def test_two_places_of_one_name_are_told_apart():
    incidents = make_incidents(friday_pattern() + friday_pattern(x=EAST + 1500))
    names = [
        hotspot.place.name
        for hotspot in find_hotspots(incidents, as_of=AS_OF, namer=lambda *_: "London Road")
    ]
    assert sorted(names) == ["London Road (east)", "London Road (west)"]


def test_the_reasons_are_plain_sentences():
    incidents = make_incidents(friday_pattern() + all_week(EAST + 3000, NORTH, 100))
    why = " ".join(find_hotspots(incidents, as_of=AS_OF)[0].why)
    assert "30 reports here: 30 from council." in why
    assert "Fridays from 4pm to 5pm stand out" in why
    assert "The latest was reported on Friday 20 November 2026." in why


def test_a_missing_column_is_named():
    with pytest.raises(BadInput, match="'radius_m'"):
        find_hotspots(make_incidents(3).drop(columns="radius_m"), as_of=AS_OF)


def test_nothing_in_is_nothing_out():
    assert find_hotspots(make_incidents(1).iloc[:0], as_of=AS_OF) == []


@pytest.mark.parametrize(
    "wrong",
    [{"reach_m": 0.0}, {"false_alarm": 1.0}, {"max_window_hours": 30}, {"youth_weights": {"yes": 1.0}}],
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(BadInput):
        HotspotSettings(**wrong)

"""The same incident reported by several partners."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from planner.intake import join_duplicates, suggest_duplicates
from tests.planner.intake.builders import SOUTH, WEST, make_frame

AT_FOUR = pd.Timestamp("2026-03-12 16:00")


def minutes(count: float) -> pd.Timestamp:
    """So many minutes after four."""
    return AT_FOUR + pd.Timedelta(minutes=count)


def test_two_partners_in_the_same_place_and_minute_are_one_incident() -> None:
    joined = join_duplicates(make_frame({"partner": "A"}, {"partner": "B", "radius_m": 100.0}))

    assert joined == {"i1": "i0"}


def test_one_partner_twice_is_two_incidents() -> None:
    assert join_duplicates(make_frame({"partner": "A"}, {"partner": "A"})) == {}


@pytest.mark.parametrize(
    "other",
    [
        {"x": WEST + 121.0},
        {"y": SOUTH - 121.0},
        {"start": minutes(41)},
        {"start": minutes(-41)},
        {"category": "drugs"},
        {"youth_related": "no"},
        {"time_kind": "month", "end": AT_FOUR + pd.Timedelta(days=30)},
        {"time_kind": "uncertain", "start": minutes(-200), "end": minutes(200)},
        {"time_kind": "uncertain", "start": minutes(30), "end": minutes(90)},
    ],
)
def test_too_far_too_late_or_another_kind_is_another_incident(other: dict[str, object]) -> None:
    frame = make_frame({"partner": "A", "youth_related": "yes"}, {"partner": "B"} | other)

    assert suggest_duplicates(frame) == ()


@pytest.mark.parametrize(
    "other",
    [
        {"x": WEST + 90.0},
        {"start": minutes(20)},
        {"category": "other"},
        {"category": "violence"},
        {"youth_related": "unknown"},
        {"time_kind": "uncertain", "start": minutes(-60), "end": minutes(60)},
        {"time_kind": "uncertain", "start": minutes(10), "end": minutes(60)},
    ],
)
def test_both_radii_and_both_windows_have_room(other: dict[str, object]) -> None:
    frame = make_frame({"partner": "A", "youth_related": "yes"}, {"partner": "B"} | other)

    assert [group.incidents for group in suggest_duplicates(frame)] in ([("i0", "i1")], [("i1", "i0")])


def test_a_sure_group_is_joined_and_a_doubtful_one_offered_with_the_reasons() -> None:
    sure, doubtful = (
        {"partner": "B", "start": minutes(2)},
        {"partner": "B", "start": minutes(16), "x": WEST + 60},
    )
    (first,) = suggest_duplicates(make_frame({"partner": "A"}, sure))
    (second,) = suggest_duplicates(make_frame({"partner": "A"}, doubtful | {"youth_related": "yes"}))

    assert first.joined_at_once
    assert not second.joined_at_once
    assert first.score > 0.9 > second.score
    assert first.reasons == (
        "A and B reported them 0 m apart, with radii of 100 m together.",
        "Their times are 2 minutes apart.",
        "There, 0.00 reports an hour are usual at that hour of the week.",
    )


def test_an_offer_beside_a_joined_group_names_the_one_that_is_kept() -> None:
    late = {"partner": "C", "start": minutes(14), "youth_related": "yes"}
    groups = suggest_duplicates(make_frame({"partner": "A"}, {"partner": "B"}, late))

    assert [(set(one.incidents), one.joined_at_once) for one in groups] == [
        ({"i0", "i1"}, True),
        ({"i0", "i2"}, False),
    ]


def test_what_is_usual_lowers_the_score() -> None:
    def score(weeks: int) -> float:
        others = [
            {"partner": "C", "start": AT_FOUR + pd.Timedelta(weeks=week)}
            for week in range(-weeks, weeks + 1)
            if week
        ]
        far = [
            {"partner": "C", "y": SOUTH + 5000, "start": AT_FOUR + pd.Timedelta(weeks=week)}
            for week in (-9, 9)
        ]
        groups = suggest_duplicates(make_frame({"partner": "A"}, {"partner": "B"}, *others, *far))
        return max((group.score for group in groups), default=0.0)

    assert score(0) > score(2) > score(9)


def test_a_vague_place_proves_nothing() -> None:
    far = {"partner": "B", "x": WEST + 600.0, "radius_m": 1500.0}

    assert join_duplicates(make_frame({"partner": "A"}, far)) == {}


def test_the_better_known_incident_is_kept() -> None:
    frame = make_frame(
        {"partner": "A", "time_kind": "uncertain", "end": minutes(60)},
        {"partner": "B"},
        {"partner": "C", "radius_m": 10.0},
    )

    assert join_duplicates(frame) == {"i0": "i2", "i1": "i2"}


def test_an_incident_that_is_here_already_is_kept_and_never_joined_to_another_such() -> None:
    frame = make_frame({"partner": "A"}, {"partner": "B"}, {"partner": "C", "radius_m": 10.0})

    assert join_duplicates(frame, known={"i0"}) == {"i1": "i0", "i2": "i0"}
    assert join_duplicates(frame, known={"i0", "i1", "i2"}) == {}


def test_of_two_reports_of_one_partner_the_nearer_is_joined() -> None:
    frame = make_frame(
        {"partner": "A"}, {"partner": "B", "start": minutes(20)}, {"partner": "B", "start": minutes(2)}
    )

    assert join_duplicates(frame) == {"i2": "i0"}


def test_two_candidates_of_one_partner_share_the_chance() -> None:
    near, as_near = ({"partner": "B", "start": minutes(offset)} for offset in (12, -12))
    (alone,) = suggest_duplicates(make_frame({"partner": "A"}, near))
    (first, *_) = suggest_duplicates(make_frame({"partner": "A"}, near, as_near))

    assert first.score < 0.5 < alone.score


def test_a_chain_of_near_ones_does_not_join_far_ones() -> None:
    frame = make_frame(
        {"partner": "A"}, {"partner": "B", "x": WEST + 110.0}, {"partner": "C", "x": WEST + 220.0}
    )

    assert len(join_duplicates(frame)) == 1


def test_where_reports_are_nothing_strange_two_are_two_incidents() -> None:
    pair = [{"partner": "A"}, {"partner": "B"}]
    every_week = [
        {"partner": "C", "start": AT_FOUR + pd.Timedelta(weeks=week)} for week in range(-9, 10) if week
    ]
    once = every_week[:1] + [one | {"y": SOUTH + 5000.0} for one in every_week[1:]]

    assert join_duplicates(make_frame(*pair, *once)) == {"i1": "i0"}
    assert join_duplicates(make_frame(*pair, *every_week)) == {}


def test_an_empty_frame_has_no_duplicates() -> None:
    assert join_duplicates(make_frame({}).iloc[:0]) == {}


def test_thirty_thousand_incidents_take_less_than_two_seconds() -> None:
    rng = np.random.default_rng(1)
    count = 30_000
    start = AT_FOUR + pd.to_timedelta(rng.integers(0, 26 * 7 * 24 * 60, count), unit="m")
    uncertain = rng.random(count) < 0.4
    frame = pd.DataFrame(
        {
            "incident_id": [str(number) for number in range(count)],
            "x": rng.choice(rng.uniform(0, 9000, 800), count),
            "y": rng.choice(rng.uniform(0, 9000, 800), count),
            "radius_m": rng.choice([10.0, 100.0, 300.0], count),
            "start": start,
            "end": pd.Series(start + pd.Timedelta(hours=3)).where(uncertain),
            "time_kind": np.where(uncertain, "uncertain", "exact"),
            "category": "asb",
            "youth_related": "unknown",
            "partner": rng.choice(list("abcdef"), count),
        }
    )
    begun = time.process_time()
    joined = join_duplicates(frame)

    assert time.process_time() - begun < 2
    assert joined

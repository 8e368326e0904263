"""What earlier weeks leave behind: counted from their rotas, each over its own stretch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.week import Week
from planner.rota.history import History, with_areas_unseen
from planner.rota.problem import ProblemPlace, Recent
from planner.rota.result import Deployment, Rota, Shift
from tests.planner.rota.builders import ZONE, at, make_problem, make_site

WEEK = Week.parse("2026-W48")


def session(name: str, day: int, start: str, end: str, *workers: str, site: str = "park") -> Deployment:
    return Deployment(
        name, "Foot A", "foot", None, site, site, -0.1, 51.4, at(day, start), at(day, end), workers,
        workers[0], None, None, None, 1.0, (),
    )  # fmt: skip


def rota_of(weeks_ago: int, *deployments: Deployment) -> Rota:
    """A week so long before the usual one, with half an hour around each session as the shift."""
    back, around = timedelta(weeks=weeks_ago), timedelta(minutes=30)
    moved = tuple(replace(d, start=d.start - back, end=d.end - back) for d in deployments)
    shifts = tuple(
        Shift(w, d.start - around, d.end + around, 0, 180, (d.id,)) for d in moved for w in d.workers
    )
    week = str(WEEK.plus(-weeks_ago))
    return Rota(week, "optimal", 1.0, 1.0, 0.0, (), 0, 0.0, moved, shifts, (), ())


LATE = session("late", 4, "19:00", "21:00", "ann", "bo")
WEEKEND = session("sat", 5, "14:00", "16:00", "ann", "cy")


def history(*rotas: Rota) -> History:
    return History(WEEK, rotas, ZONE)


def test_evenings_and_weekends_count_for_eight_weeks() -> None:
    known = history(*(rota_of(n, LATE, WEEKEND) for n in range(1, 12)))
    assert (known.recent("ann").evenings, known.recent("ann").weekends) == (8, 8)
    assert (known.recent("bo").evenings, known.recent("bo").weekends) == (8, 0)
    assert known.recent("di") == Recent(0, 0, 11, 0)


def test_two_sessions_of_one_evening_are_one() -> None:
    twice = rota_of(1, LATE, session("later", 4, "21:30", "23:00", "ann", "bo"))
    assert history(twice).recent("ann").evenings == 1


def test_a_session_past_midnight_is_an_evening() -> None:
    night = session("night", 4, "22:30", "24:30", "ann", "bo")
    assert history(rota_of(1, night)).recent("ann").evenings == 1


def test_hours_are_averaged_over_sixteen_weeks_and_the_known_ones_alone() -> None:
    known = history(*(rota_of(n, LATE, WEEKEND) for n in range(1, 30)))
    assert (known.recent("ann").weeks, known.recent("ann").minutes) == (16, 16 * 360)
    assert known.average_hours("ann") == 6.0
    assert history(rota_of(2, LATE)).average_hours("ann") == 3.0
    assert history().average_hours("ann") == 0.0


def test_only_the_week_before_counts_towards_rest() -> None:
    known = history(rota_of(1, LATE), rota_of(2, WEEKEND))
    assert [start for start, _ in known.worked("ann")] == [at(-3, "18:30")]


def test_a_week_planned_twice_counts_as_it_was_last() -> None:
    assert history(rota_of(1, LATE), rota_of(1, WEEKEND)).recent("ann") == Recent(0, 1, 1, 180)


def test_this_week_and_later_ones_are_left_out() -> None:
    assert history(rota_of(0, LATE), rota_of(-1, LATE)).by_age == {}


def test_faces_are_known_where_the_site_lies_today() -> None:
    known = History(WEEK, [rota_of(1, LATE), rota_of(3, LATE)], ZONE, {"park": "station"})
    assert known.knows("ann", {"station"}) == {"station": 2}
    assert known.knows("ann", {"park"}) == {}
    assert known.knows("cy", {"station"}) == {}


def test_areas_not_visited_lately() -> None:
    places = (
        ProblemPlace("park", "Park", -0.1, 51.4, "North"),
        ProblemPlace("arch", "Arch", -0.1, 51.4, "South"),
        ProblemPlace("moor", "Moor", -0.1, 51.4, "East"),
        ProblemPlace("pond", "Pond", -0.1, 51.4),
    )
    problem = make_problem(sites=(make_site(), make_site("arch")), places=places)
    elsewhere = session("x", 2, "15:00", "17:00", "ann", "bo", site="arch")
    rotas = [rota_of(1, LATE), rota_of(4, elsewhere), rota_of(7, elsewhere)]
    assert with_areas_unseen(problem, rotas).areas_unseen == {"North": 0, "South": 3, "East": 7}
    assert with_areas_unseen(problem, []).areas_unseen == {"North": 0, "South": 0, "East": 0}


@pytest.mark.parametrize(
    ("reviewed", "weeks"), [(date(2026, 11, 18), 0), (date(2026, 11, 15), 1), (date(2026, 1, 1), 3)]
)
def test_weeks_at_a_place_since_its_review(reviewed: date, weeks: int) -> None:
    known = history(*(rota_of(n, LATE) for n in (1, 2, 5)))
    assert known.weeks_without_review("park", reviewed) == weeks

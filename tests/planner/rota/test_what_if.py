"""Changes priced: the difference of two weeks, and what it lies between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geodata.errors import BadInput
from planner.rota import solve
from planner.rota.made_up import SMALL
from planner.rota.made_up import make_problem as make_random_problem
from planner.rota.problem import Pin, Problem
from planner.rota.what_if import KINDS, what_if
from tests.planner.rota.builders import (
    at,
    make_bus,
    make_offer,
    make_partner,
    make_problem,
    make_request,
    make_site,
    make_worker,
)

SITES = (make_site("arch"), make_site("park"))


def short_of(**changes: object) -> Problem:
    """Two bus sessions at the same time on Friday, two buses, and people for both; Ann alone drives."""
    offers = tuple(
        make_offer(site.id, site=site.id, day=4, modes=("bus",), value=value)
        for site, value in zip(SITES, (5.0, 3.0), strict=True)
    )
    workers = tuple(make_worker(name, driver=name == "ann") for name in ("ann", "bo", "cy"))
    base = {"sites": SITES, "offers": offers, "workers": workers, "vehicles": (make_bus(), make_bus("b2"))}
    return make_problem(**{**base, **changes})


def test_one_more_driver_is_worth_the_session_that_lacked_one() -> None:
    problem = short_of()
    price = what_if(problem, solve(problem), "one more driver on Friday")
    assert (price.difference, price.lower, price.upper, price.proven) == (3.6, 3.6, 3.6, True)
    assert price.gained == ("Park, Friday 16:00",)
    assert price.lost == ()
    assert what_if(problem, solve(problem), "one more driver on Monday").difference == 0.0
    assert what_if(problem, solve(problem), "One more lead on Friday").difference == 0.0


def test_one_more_bus_where_there_are_drivers() -> None:
    workers = tuple(make_worker(name, driver=True) for name in ("ann", "bo", "cy", "di"))
    problem = short_of(workers=workers, vehicles=(make_bus(),))
    assert what_if(problem, solve(problem), "one more bus all week").difference == pytest.approx(3.6)


def test_more_minutes_of_a_partner_let_a_request_be_met() -> None:
    window = replace(make_partner().windows[0], end=at(0, "17:50"))
    problem = make_problem(partners=(make_partner(windows=(window,)),), joint_requests=(make_request(),))
    rota = solve(problem)
    price = what_if(problem, rota, "10 more minutes of police")
    assert (price.asked, price.difference) == (1, 0.0)
    assert what_if(problem, rota, "9 more minutes of the neighbourhood police team").asked == 0


def test_no_joint_sessions_frees_what_they_held() -> None:
    offers = (make_offer("good", site="arch", value=9.0), make_offer("asked", value=1.0))
    workers = tuple(make_worker(name) for name in ("ann", "bo"))
    problem = make_problem(
        sites=SITES,
        offers=offers,
        workers=workers,
        partners=(make_partner(),),
        joint_requests=(make_request(),),
    )
    price = what_if(problem, solve(problem), "no joint sessions")
    assert (price.difference, price.asked) == (8.0, -1)
    assert (price.gained, price.lost) == (("Arch, Monday 16:00",), ("Park, Monday 16:00",))


def test_without_somebody_the_loss_is_negative() -> None:
    problem = short_of()
    price = what_if(problem, solve(problem), "without ann")
    assert (price.difference, price.proven) == (-6.0, True)


def test_a_rota_that_is_not_the_best_gives_a_range() -> None:
    problem = short_of()
    rota = replace(solve(problem), status="feasible", bound=6.5)
    price = what_if(problem, rota, "one more driver on Friday")
    assert (price.lower, price.upper, price.proven) == (3.1, 3.6, False)
    unknown = what_if(problem, replace(rota, bound=None), "one more driver on Friday")
    assert (unknown.lower, unknown.upper) == (None, None)


def test_one_more_never_makes_the_best_week_worse_however_little_is_known() -> None:
    problem = short_of()
    rota = replace(solve(problem), status="feasible", bound=6.5)
    idle = what_if(problem, rota, "one more driver on Monday")
    assert (idle.difference, idle.lower, idle.upper, idle.lost) == (0.0, 0.0, 0.0, ())
    without = what_if(problem, rota, "without bus")
    assert without.lower is not None
    assert without.lower < 0
    # With no time at all the plain week of the changed problem may be worse: then the week as it was stands.
    busy = make_random_problem(SMALL, seed=2)
    best = solve(busy, time_limit_s=120.0)
    price = what_if(busy, best, "one more bus all week", time_limit_s=0.0)
    assert (price.difference, price.asked, price.gained, price.lost) == (0.0, 0, (), ())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("more fun", "Write one like: one more driver on Friday"),
        ("10 more minutes of nobody", "no partner 'nobody'"),
        ("without zed", "no worker, bus or site 'zed'"),
        ("9999 more minutes of police", "between 1 and 1440"),
    ],
)
def test_what_cannot_be_priced_is_refused(change: str, words: str) -> None:
    problem = make_problem(partners=(make_partner(),))
    with pytest.raises(BadInput, match=words):
        what_if(problem, solve(problem), change)


def test_change_that_leaves_no_week_is_refused() -> None:
    problem = make_problem(pins=(Pin("mon"),))
    with pytest.raises(BadInput, match="cannot be kept any more"):
        what_if(problem, solve(problem), "without park")


def test_every_kind_shows_an_example_of_itself() -> None:
    problem = make_problem(partners=(make_partner("PARTNER"),))
    for kind in KINDS:
        example = kind.example.replace("WORKER, BUS or SITE", "ann")
        assert what_if(problem, solve(problem), example).words

"""What was left out, and why: from the solution, not from a guess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.rota import solve
from planner.rota.problem import Ban, Problem, Provision, Unserved
from planner.rota.result import Uncovered
from tests.planner.rota.builders import at, make_bus, make_offer, make_problem, make_site, make_worker, span

TWO = tuple(make_worker(name) for name in ("ann", "bo"))
SITES = (make_site("arch"), make_site("park"))
SAME_TIME = (make_offer("held", site="arch", value=5.0), make_offer("left", value=4.0))


def left_out(problem: Problem) -> Uncovered:
    (gap,) = solve(problem).uncovered
    return gap


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sites": (make_site(risk_assessed_until=None),)}, "Park has no risk assessment."),
        ({"sites": (make_site(hours=()),)}, "may not be used at these hours"),
        ({"bans": (Ban(offer="mon"),)}, "ruled this out"),
        ({"offers": (make_offer(modes=("bus",)),)}, "No bus may be out"),
    ],
)
def test_what_no_team_could_hold_names_the_rule(changes: dict[str, object], words: str) -> None:
    gap = left_out(make_problem(**changes))
    assert words in " ".join(gap.why_not)
    assert gap.verified
    assert gap.displaces == ()


@pytest.mark.parametrize(
    ("workers", "words"),
    [
        (
            tuple(make_worker(n, lead=n == "ann") for n in ("ann", "bo", "cy", "di")),
            "No qualified lead is free",
        ),
        (tuple(replace(w, max_min=180) for w in TWO), "weekly limit"),
        (TWO, "Nobody else"),
    ],
)
def test_binding_rule_is_found_by_setting_it_aside(workers: tuple[object, ...], words: str) -> None:
    day = 2 if "limit" in words else 0
    offers = (SAME_TIME[0], make_offer("left", day=day, value=4.0))
    extra = () if words != "Nobody else" else (make_worker("cy", available=(span(4, "10:00", "12:00"),)),)
    extra += () if words != "Nobody else" else (make_worker("di", available=(span(4, "10:00", "12:00"),)),)
    gap = left_out(make_problem(sites=SITES, offers=offers, workers=(*workers, *extra)))
    assert words in " ".join(gap.why_not)


def test_driver_is_named_when_only_a_driver_lacks() -> None:
    workers = tuple(make_worker(n, driver=n == "ann") for n in ("ann", "bo", "cy", "di"))
    offers = tuple(replace(offer, modes=("bus",)) for offer in SAME_TIME)
    gap = left_out(
        make_problem(sites=SITES, offers=offers, workers=workers, vehicles=(make_bus(), make_bus("b2")))
    )
    assert "No D1 driver is free at these hours." in gap.why_not


def test_forced_in_it_displaces_what_the_reason_says_and_at_that_loss() -> None:
    problem = make_problem(sites=SITES, offers=SAME_TIME, workers=TWO)
    gap = left_out(problem)
    assert (gap.place, gap.value, gap.verified) == ("park", 4.0, True)
    assert (gap.displaces, gap.loss) == (("held",), 1.0)


def test_held_by_others_is_said() -> None:
    club = Provision("park", at(0, "16:00"), at(0, "18:00"), "The youth club")
    gap = left_out(make_problem(sites=SITES, offers=SAME_TIME, workers=TWO, other_provision=(club,)))
    assert gap.value == 2.0
    assert "The youth club holds a session there at that time." in gap.why_not


def test_place_without_a_site_is_shown() -> None:
    gap = Unserved(
        "park", at(4, "16:00"), at(4, "19:00"), 7.5, ("No site with a risk assessment lies within 600 m.",)
    )
    problem = make_problem(unserved=(gap,))
    (shown,) = solve(problem).uncovered
    assert (shown.value, shown.why_not, shown.verified) == (7.5, gap.why_not, True)

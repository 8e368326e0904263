"""What was left out, and why: from the solution, not from a guess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.rota import solve
from planner.rota.made_up import Size
from planner.rota.made_up import make_problem as make_random_problem
from planner.rota.problem import Ban, Pin, Problem, Provision, Unserved
from planner.rota.result import Uncovered
from tests.planner.rota.builders import at, make_bus, make_offer, make_problem, make_site, make_worker, span

SIZE = Size(places=5, sessions=25, staff=6, buses=1)
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


# -- forced by hand ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))])
def test_loss_is_what_fixing_the_session_costs_and_estimates_are_bounds(seed: int) -> None:
    problem = replace(make_random_problem(SIZE, seed=seed), joint_requests=())
    rota = solve(problem, time_limit_s=30)
    assert rota.status == "optimal"
    sites = {site.id: site.place for site in problem.sites}
    forced = [gap for gap in rota.uncovered if gap.loss is not None]
    assert sum(gap.verified for gap in rota.uncovered) >= 3
    assert forced
    for gap in forced:
        offer = next(
            o for o in problem.offers if (sites[o.site], o.start, o.end) == (gap.place, gap.start, gap.end)
        )
        fixed = solve(replace(problem, pins=(Pin(offer.id),)), time_limit_s=30)
        loss = (rota.objective or 0.0) - (fixed.objective or 0.0)
        assert loss == pytest.approx(gap.loss, abs=1e-5) if gap.verified else loss <= (gap.loss or 0) + 1e-5
        held = {deployment.id for deployment in rota.deployments}
        assert set(gap.displaces) <= held
        if gap.verified and gap.loss:
            assert any("gives up" in sentence for sentence in gap.why_not)


def test_what_nobody_could_hold_at_all_is_proven_without_forcing() -> None:
    gap = left_out(make_problem(workers=(make_worker("ann"),)))
    assert gap.verified
    assert "Even a week without any other session could not hold it." in gap.why_not


def test_three_are_forced_and_the_rest_are_estimates() -> None:
    sites = tuple(make_site(name) for name in "abcde")
    offers = tuple(make_offer(name, site=name, value=9.0 - n) for n, name in enumerate("abcde"))
    gaps = solve(make_problem(sites=sites, offers=offers, workers=TWO)).uncovered
    assert [(gap.verified, gap.loss) for gap in gaps] == [(True, 1), (True, 2), (True, 3), (False, 4)]
    assert any(sentence.startswith("An estimate:") for sentence in gaps[3].why_not)

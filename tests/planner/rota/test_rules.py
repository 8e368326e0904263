"""Every rule twice: broken by hand in a copy of a good rota, and taken away from the optimiser."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from planner.rota.audit import check
from planner.rota.formulate import formulate
from planner.rota.problem import Ban, Operation, Pin, Problem, ProblemPlace, Provision, Recent, Window, Wish
from planner.rota.result import JointSession, Rota, Shift
from planner.rota.rule import Rule
from planner.rota.rule_pages import rules_page
from planner.rota.rules import RULES
from planner.rota.solving import UnsoundRota, solve
from tests.planner.rota.builders import (
    at,
    changed_deployment,
    deployment_of,
    make_bus,
    make_offer,
    make_partner,
    make_problem,
    make_request,
    make_site,
    make_worker,
    span,
)

HARD = [rule.id for rule in RULES if rule.kind == "hard"]
SOFT = [rule.id for rule in RULES if rule.kind == "soft"]


@cache
def good_week() -> tuple[Problem, Rota]:
    """Four sessions at two sites over three days, one with the bus, one beside a partner."""
    problem = make_problem(
        sites=(make_site("arch"), make_site("park")),
        offers=(
            make_offer("mon", site="park"),
            make_offer("late", site="arch", start="19:00", end="21:00"),
            make_offer("tue", site="park", day=1, modes=("bus",)),
            make_offer("wed", site="arch", day=2),
        ),
        workers=tuple(make_worker(name, driver=name < "c") for name in ("ann", "bo", "cy", "di")),
        vehicles=(make_bus(), make_bus("other")),
        partners=(make_partner(),),
        joint_requests=(make_request(),),
    )
    return problem, solve(problem)


def hard_ids(problem: Problem, rota: Rota, **options: bool) -> set[str]:
    return {line.rule for line in check(problem, rota, **options) if line.kind == "hard"}


Broken = tuple[Problem, Rota]


def broken_real_sessions(problem: Problem, rota: Rota) -> Broken:
    return problem, changed_deployment(rota, workers=("nobody", "ann"))


def broken_shifts(problem: Problem, rota: Rota) -> Broken:
    return problem, replace(rota, shifts=rota.shifts[1:])


def broken_one_per_offer(problem: Problem, rota: Rota) -> Broken:
    return problem, replace(rota, deployments=(*rota.deployments, replace(rota.deployments[0], id="again")))


def broken_place_once(problem: Problem, rota: Rota) -> Broken:
    return broken_one_per_offer(problem, rota)


def broken_two_workers(problem: Problem, rota: Rota) -> Broken:
    return problem, changed_deployment(rota, workers=rota.deployments[0].workers[:1])


def broken_qualified_lead(problem: Problem, rota: Rota) -> Broken:
    outsider = next(w for w in ("ann", "bo", "cy", "di") if w not in rota.deployments[0].workers)
    return problem, changed_deployment(rota, lead=outsider)


def broken_d1_driver(problem: Problem, rota: Rota) -> Broken:
    index = rota.deployments.index(deployment_of(rota, "tue"))
    return problem, changed_deployment(rota, index, workers=("cy", "di"), lead="cy", driver="di")


def broken_availability(problem: Problem, rota: Rota) -> Broken:
    workers = tuple(replace(worker, available=(span(6, "01:00", "23:00"),)) for worker in problem.workers)
    return replace(problem, workers=workers), rota


def broken_no_overlap(problem: Problem, rota: Rota) -> Broken:
    late = deployment_of(rota, "late")
    workers = deployment_of(rota, "mon").workers
    moved = changed_deployment(rota, rota.deployments.index(late), start=at(0, "17:00"), workers=workers)
    return problem, moved


def broken_travel(problem: Problem, rota: Rota) -> Broken:
    workers = deployment_of(rota, "mon").workers
    moved = changed_deployment(rota, rota.deployments.index(deployment_of(rota, "late")), workers=workers)
    return replace(problem, travel_min={"park": {"arch": 61}}), moved


def broken_vehicles(problem: Problem, rota: Rota) -> Broken:
    index = rota.deployments.index(deployment_of(rota, "tue"))
    return problem, changed_deployment(rota, index, vehicle=None)


def with_site(problem: Problem, **changes: object) -> Problem:
    return replace(problem, sites=tuple(replace(site, **changes) for site in problem.sites))  # type: ignore[arg-type]


def broken_site_hours(problem: Problem, rota: Rota) -> Broken:
    return with_site(problem, hours=((0, "08:00", "09:00"),)), rota


def broken_site_modes(problem: Problem, rota: Rota) -> Broken:
    return with_site(problem, modes=("foot",)), rota


def broken_risk_assessment(problem: Problem, rota: Rota) -> Broken:
    return with_site(problem, risk_assessed_until=date(2026, 11, 24)), rota


def with_worked(problem: Problem, *spans: tuple[object, object]) -> Problem:
    workers = tuple(replace(worker, worked=spans) for worker in problem.workers)  # type: ignore[arg-type]
    return replace(problem, workers=workers)


def broken_mixed_team(problem: Problem, rota: Rota) -> Broken:
    return replace(problem, parameters={"mixed_team": {"foot": 1}}), rota


def broken_place_review(problem: Problem, rota: Rota) -> Broken:
    places = tuple(replace(place, weeks_without_review=12) for place in problem.places)
    return replace(problem, places=places), rota


def broken_daily_rest(problem: Problem, rota: Rota) -> Broken:
    return with_worked(problem, span(0, "02:00", "05:00")), rota


def broken_weekly_rest(problem: Problem, rota: Rota) -> Broken:
    return with_worked(problem, *(span(day, "08:00", "09:00") for day in range(7))), rota


def broken_breaks(problem: Problem, rota: Rota) -> Broken:
    shift = replace(rota.shifts[0], start=at(0, "12:00"), end=at(0, "20:00"), break_min=0, paid_min=480)
    return problem, replace(rota, shifts=(shift, *rota.shifts[1:]))


def broken_weekly_minutes(problem: Problem, rota: Rota) -> Broken:
    return replace(problem, workers=tuple(replace(w, max_min=60) for w in problem.workers)), rota


def broken_under_18(problem: Problem, rota: Rota) -> Broken:
    shift = rota.shifts[0]
    late = replace(shift, end=at(0, "22:30"), paid_min=shift.paid_min)
    workers = tuple(replace(worker, under_18=True) for worker in problem.workers)
    return replace(problem, workers=workers), replace(rota, shifts=(late, *rota.shifts[1:]))


def broken_shift_limits(problem: Problem, rota: Rota) -> Broken:
    shift = replace(rota.shifts[0], start=at(0, "08:00"), end=at(0, "22:00"))
    return problem, replace(rota, shifts=(shift, *rota.shifts[1:]))


def broken_joint(problem: Problem, rota: Rota) -> Broken:
    index = rota.deployments.index(deployment_of(rota, "wed"))
    return problem, changed_deployment(rota, index, joint=JointSession("police", "partner_request"))


def broken_bans(problem: Problem, rota: Rota) -> Broken:
    return replace(problem, bans=(Ban(place="park"),)), rota


def broken_pins(problem: Problem, rota: Rota) -> Broken:
    return replace(problem, pins=(Pin("wed", "bus"),)), rota


def broken_claims(problem: Problem, rota: Rota) -> Broken:
    return problem, replace(rota, objective=99.0)


BROKEN: dict[str, Callable[[Problem, Rota], Broken]] = {
    name.removeprefix("broken_"): function
    for name, function in list(globals().items())
    if name.startswith("broken_")
}


def test_good_week_breaks_nothing() -> None:
    problem, rota = good_week()
    assert len(rota.deployments) == 4
    assert hard_ids(problem, rota) == set()


@pytest.mark.parametrize("rule", HARD)
def test_breach_made_by_hand_is_found_by_its_own_rule(rule: str) -> None:
    problem, rota = BROKEN[rule](*good_week())
    assert rule in hard_ids(problem, rota)


def test_shift_too_short_for_preparation_is_found() -> None:
    problem, rota = good_week()
    short = replace(rota.shifts[0], start=rota.shifts[0].start + timedelta(minutes=1))
    assert "shifts" in hard_ids(problem, replace(rota, shifts=(short, *rota.shifts[1:])))


def test_joint_session_needs_an_approver_only_for_publishing() -> None:
    problem, rota = good_week()
    mon = deployment_of(rota, "mon")
    assert mon.joint is not None
    assert hard_ids(problem, rota, for_publishing=True) == {"joint"}
    approved = changed_deployment(
        rota, rota.deployments.index(mon), joint=replace(mon.joint, approver="R. Khan")
    )
    assert hard_ids(problem, approved, for_publishing=True) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"joint_requests": ()},
        {"joint_requests": (make_request(reason="because we like it"),)},
        {"joint_requests": (make_request(end=at(0, "17:00")),)},
        {"partners": (make_partner(windows=()),)},
        {"partners": (make_partner(places=()),)},
        {"partners": (make_partner(week_min=100),)},
        {"parameters": {"joint": {"officers": 3}}},
    ],
)
def test_joint_session_needs_request_reason_window_and_officers(changes: dict[str, object]) -> None:
    problem, rota = good_week()
    assert "joint" in hard_ids(replace(problem, **changes), rota)  # type: ignore[arg-type]


def test_one_request_is_not_served_twice() -> None:
    problem, rota = good_week()
    mon = deployment_of(rota, "mon")
    late = rota.deployments.index(deployment_of(rota, "late"))
    both = changed_deployment(rota, late, joint=mon.joint, place="park", site="park")
    assert "joint" in hard_ids(problem, both)


# -- what the optimiser does without the rule -------------------------------------------------------------------

TWO_ADULTS = tuple(make_worker(name) for name in ("ann", "bo"))
YOUNG = tuple(make_worker(name, under_18=True) for name in ("ann", "bo"))
BY_BUS = {"vehicles": (make_bus(),), "workers": tuple(make_worker(n, driver=True) for n in ("ann", "bo"))}
SAME_TIME = (make_offer("one", site="arch"), make_offer("two", site="park", start="16:30", end="18:30"))
BACK_TO_BACK = (make_offer("one", site="arch"), make_offer("two", site="park", start="18:05", end="20:00"))
TWO_SITES = (make_site("arch"), make_site("park"))

# By rule: a week that tempts the optimiser, and other rules that would hold it back as well.
TEMPTING: dict[str, tuple[Problem, set[str]]] = {
    "shifts": (make_problem(), set()),
    "one_per_offer": (
        make_problem(
            offers=(make_offer(modes=("bus", "foot")),),
            vehicles=(make_bus(),),
            workers=tuple(make_worker(n, driver=True) for n in ("ann", "bo", "cy", "di")),
        ),
        {"place_once"},
    ),
    "place_once": (
        make_problem(
            offers=(make_offer("one"), make_offer("two")),
            workers=tuple(make_worker(n) for n in ("ann", "bo", "cy", "di")),
        ),
        set(),
    ),
    "two_workers": (make_problem(workers=(make_worker("ann"),)), set()),
    "qualified_lead": (make_problem(workers=tuple(make_worker(n, lead=False) for n in ("ann", "bo"))), set()),
    "d1_driver": (
        make_problem(offers=(make_offer(modes=("bus",)),), vehicles=(make_bus(),), workers=TWO_ADULTS),
        set(),
    ),
    "availability": (
        make_problem(workers=tuple(replace(w, available=(span(0, "16:00", "18:00"),)) for w in TWO_ADULTS)),
        set(),
    ),
    "no_overlap": (make_problem(sites=TWO_SITES, offers=SAME_TIME, workers=TWO_ADULTS), {"travel"}),
    "travel": (make_problem(sites=TWO_SITES, offers=BACK_TO_BACK, workers=TWO_ADULTS), set()),
    "mixed_team": (make_problem(workers=TWO_ADULTS, parameters={"mixed_team": {"foot": 1}}), set()),
    "place_review": (
        make_problem(places=(ProblemPlace("park", "Park", -0.1, 51.4, weeks_without_review=12),)),
        set(),
    ),
    "vehicles": (make_problem(offers=(make_offer(modes=("bus",)),), workers=BY_BUS["workers"]), set()),
    "site_hours": (make_problem(sites=(make_site(hours=((0, "15:00", "17:59"),)),)), set()),
    "site_modes": (make_problem(sites=(make_site(modes=("bus",)),)), set()),
    "risk_assessment": (make_problem(sites=(make_site(risk_assessed_until=None),)), set()),
    "daily_rest": (
        make_problem(
            sites=TWO_SITES,
            offers=(
                make_offer("late", site="arch", start="20:00", end="23:00"),
                make_offer("early", day=1, start="10:00", end="12:00"),
            ),
            workers=TWO_ADULTS,
        ),
        set(),
    ),
    "weekly_rest": (
        make_problem(offers=tuple(make_offer(f"day{day}", day=day) for day in range(7)), workers=TWO_ADULTS),
        set(),
    ),
    "breaks": (make_problem(offers=(make_offer(start="12:00", end="18:00"),), workers=TWO_ADULTS), set()),
    "weekly_minutes": (
        make_problem(workers=tuple(replace(worker, max_min=179) for worker in TWO_ADULTS)),
        set(),
    ),
    "under_18": (make_problem(offers=(make_offer(start="20:00", end="22:00"),), workers=YOUNG), set()),
    "shift_limits": (
        make_problem(
            offers=(
                make_offer("one", start="08:00", end="10:00"),
                make_offer("two", start="19:00", end="21:00"),
            ),
            workers=TWO_ADULTS,
        ),
        set(),
    ),
    "bans": (make_problem(bans=(Ban(place="park"),)), set()),
    "pins": (
        make_problem(
            offers=(make_offer("good", value=9.0), make_offer("fixed", value=1.0)),
            workers=TWO_ADULTS,
            pins=(Pin("fixed"),),
        ),
        set(),
    ),
}


@pytest.mark.parametrize("rule", TEMPTING)
def test_optimiser_keeps_the_rule_and_would_break_it_without(rule: str) -> None:
    problem, others = TEMPTING[rule]
    rota = solve(problem)  # raises UnsoundRota when any rule is broken
    assert rota.status == "optimal"
    without = [one for one in RULES if one.id not in {rule, *others}]
    with pytest.raises(UnsoundRota) as caught:
        solve(problem, rules=without)
    assert rule in {line.rule for line in caught.value.lines}


def test_without_real_sessions_there_is_nothing_to_choose() -> None:
    model = formulate(make_problem(), [rule for rule in RULES if rule.id != "real_sessions"])
    assert model.choices == []


def test_claims_give_the_optimiser_its_values() -> None:
    no_values = [rule for rule in RULES if rule.id not in {"claims", "other_provision"}]
    assert formulate(make_problem(), no_values).values is None
    assert formulate(make_problem()).values is not None


def test_joint_sessions_come_from_requests_alone() -> None:
    problem, rota = good_week()
    assert [d.id for d in rota.deployments if d.joint] == ["mon"]
    no_request = solve(replace(problem, joint_requests=()))
    assert [d.id for d in no_request.deployments if d.joint] == []
    without = formulate(problem, [rule for rule in RULES if rule.id != "joint"])
    assert without.asks == []


# -- soft rules --------------------------------------------------------------------------------------------------


def soft_ids(problem: Problem, rota: Rota) -> set[str]:
    return {line.rule for line in check(problem, rota) if line.kind == "soft"}


def keeps_other_provision(rules: Iterable[Rule]) -> None:
    """A value of 5.00 counted in full would beat 4.00; without the rule the claim differs and the audit sees it."""
    club = Provision("park", at(0, "16:00"), at(0, "18:00"), "a youth club")
    offers = (make_offer("doubled", value=5.0), make_offer("free", day=1, value=4.0))
    two = tuple(replace(w, max_min=180) for w in TWO_ADULTS)
    problem = make_problem(offers=offers, other_provision=(club,), workers=two)
    assert [d.id for d in solve(problem, rules=rules).deployments] == ["free"]


def keeps_asked_for(rules: Iterable[Rule]) -> None:
    offers = (make_offer("good", value=9.0), make_offer("asked", value=1.0))
    operation = Operation("autumn", "park", ("asked",), 1)
    problem = make_problem(offers=offers, operations=(operation,), workers=TWO_ADULTS)
    assert [d.id for d in solve(problem, rules=rules).deployments] == ["asked"]


def two_areas(**changes: object) -> Problem:
    """A better session in the north, another in the south at the same time, and one team."""
    places = (
        ProblemPlace("arch", "Arch", -0.3, 51.4, "North"),
        ProblemPlace("park", "Park", 0.15, 51.4, "South", unsure=True),
    )
    offers = (make_offer("north", site="arch", value=9.0), make_offer("south", value=1.0))
    base: dict[str, object] = {"sites": TWO_SITES, "places": places, "offers": offers, "workers": TWO_ADULTS}
    return make_problem(**{**base, **changes})


def keeps_area_spread(rules: Iterable[Rule]) -> None:
    seen = two_areas(areas_unseen={"North": 0, "South": 4})
    assert [d.id for d in solve(seen, rules=rules).deployments] == ["north"]
    due = two_areas(areas_unseen={"North": 0, "South": 5})
    assert [d.id for d in solve(due, rules=rules).deployments] == ["south"]


def keeps_unsure_places(rules: Iterable[Rule]) -> None:
    half = two_areas(parameters={"unsure_places": {"percent": 50}})
    assert [d.id for d in solve(half, rules=rules).deployments] == ["south"]
    tenth = two_areas()
    assert [d.id for d in solve(tenth, rules=rules).deployments] == ["north"]


def many_requests() -> Problem:
    """Three joint requests on three days."""
    windows = tuple(Window(at(day, "12:00"), at(day, "22:00"), 2) for day in range(3))
    return make_problem(
        offers=tuple(make_offer(f"day{day}", day=day) for day in range(3)),
        partners=(make_partner(windows=windows),),
        joint_requests=tuple(make_request(start=at(d, "12:00"), end=at(d, "22:00")) for d in range(3)),
        parameters={"joint_share": {"percent": 40, "least": 1}},
    )


def keeps_joint_share(rules: Iterable[Rule]) -> None:
    rota = solve(many_requests(), rules=rules)
    assert sum(d.joint is not None for d in rota.deployments) == 1
    assert sum(line.rule == "asked_for" for line in rota.audit) == 2  # what waits is named


def favours(rules: Iterable[Rule], **favoured: object) -> None:
    """The worker who differs is chosen, whether first or last of four."""
    plain = tuple(make_worker(name) for name in ("ann", "bo", "cy", "di"))
    for index in (0, 3):
        workers = list(plain)
        workers[index] = replace(plain[index], **favoured)  # type: ignore[arg-type]
        chosen = solve(make_problem(workers=tuple(workers)), rules=rules).deployments[0].workers
        assert plain[index].id in chosen


def keeps_known_faces(rules: Iterable[Rule]) -> None:
    favours(rules, knows={"park": 9})


def keeps_wishes(rules: Iterable[Rule]) -> None:
    favours(rules, wishes=(Wish(day=0),))


def keeps_contract_minutes(rules: Iterable[Rule]) -> None:
    favours(rules, contract_min=600)


def keeps_fair_share(rules: Iterable[Rule]) -> None:
    for tired in ({"ann", "bo"}, {"cy", "di"}):
        workers = tuple(
            make_worker(n, **({"recent": Recent(20, 0)} if n in tired else {}))
            for n in ("ann", "bo", "cy", "di")
        )
        problem = make_problem(offers=(make_offer(start="19:00", end="21:00"),), workers=workers)
        rota = solve(problem, rules=rules)
        assert not tired & set(rota.deployments[0].workers)
        assert "fair_share" in soft_ids(problem, rota)


KEEPS: dict[str, Callable[[Iterable[Rule]], None]] = {
    name.removeprefix("keeps_"): function
    for name, function in list(globals().items())
    if name.startswith("keeps_")
}


@pytest.mark.parametrize("rule", SOFT)
def test_optimiser_prefers_what_a_soft_rule_asks_and_would_not_without(rule: str) -> None:
    KEEPS[rule](RULES)
    with pytest.raises((AssertionError, UnsoundRota)):
        KEEPS[rule]([one for one in RULES if one.id != rule])


def spoken_of() -> dict[str, tuple[Problem, Rota]]:
    """By soft rule: a problem and a rota that its check has something to say about."""
    problem, rota = good_week()
    everyone = {w.id for w in problem.workers}
    away = next(iter(everyone - set(rota.deployments[0].workers)))
    held = rota.deployments[0].workers[0]
    workers = tuple(
        replace(
            w,
            knows={"park": 9} if w.id == away else {},
            wishes=(Wish(place="park", want=False),) if w.id == held else (),
            contract_min=2400,
            recent=Recent(20 if w.id == held else 0, 0),
        )
        for w in problem.workers
    )
    club = Provision("park", at(0, "16:00"), at(0, "18:00"), "a youth club")
    changed = replace(
        problem,
        workers=workers,
        other_provision=(club,),
        operations=(Operation("autumn", "park", ("mon",), 2),),
        places=tuple(replace(place, area=place.id, unsure=True) for place in problem.places),
        areas_unseen={"park": 9, "arch": 9},
        parameters={"joint_share": {"percent": 0, "least": 0}, "unsure_places": {"percent": 100}},
    )
    nothing = replace(rota, deployments=(), shifts=(), objective=0.0, bound=0.0)
    silent = {"area_spread", "unsure_places"}  # these speak of what is not held
    return {rule: (changed, nothing if rule in silent else rota) for rule in SOFT}


@pytest.mark.parametrize("rule", SOFT)
def test_soft_check_speaks_up(rule: str) -> None:
    assert rule in soft_ids(*spoken_of()[rule])


def test_long_weeks_before_leave_less_for_this_one() -> None:
    """48 hours on average: sixteen weeks of 50 hours leave 16 of the 48, and here that is too little."""
    tired = Recent(weeks=16, minutes=16 * 3000)
    assert solve(make_problem(workers=tuple(replace(w, recent=tired) for w in TWO_ADULTS))).deployments
    worse = replace(tired, minutes=16 * 3050)
    assert not solve(make_problem(workers=tuple(replace(w, recent=worse) for w in TWO_ADULTS))).deployments
    problem, rota = good_week()
    workers = tuple(replace(w, recent=worse) for w in problem.workers)
    assert "weekly_minutes" in hard_ids(replace(problem, workers=workers), rota)


# -- each rule taken out of the tuple ----------------------------------------------------------------------------


@pytest.mark.parametrize("rule", HARD + SOFT)
def test_without_the_rule_its_own_test_fails(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = test_breach_made_by_hand_is_found_by_its_own_rule if rule in HARD else test_soft_check_speaks_up
    own(rule)
    monkeypatch.setattr("planner.rota.audit.RULES", tuple(one for one in RULES if one.id != rule))
    with pytest.raises(AssertionError):
        own(rule)


# -- the registry ------------------------------------------------------------------------------------------------


def test_every_rule_has_its_pair_and_its_tests() -> None:
    for rule in RULES:
        assert rule.add.__name__ == f"add_{rule.id}"
        assert rule.check.__name__ == f"check_{rule.id}"
        assert inspect.getmodule(rule.add) is inspect.getmodule(rule.check)
        assert rule.source.title
        assert rule.source.date
    assert set(BROKEN) == set(HARD)
    own_tests = {"real_sessions", "claims", "joint"}
    assert set(TEMPTING) == set(HARD) - own_tests
    assert set(KEEPS) == set(spoken_of()) == set(SOFT)


def test_page_of_rules_is_written_from_the_rules() -> None:
    """Write it anew with `python -m planner.rota.rules docs`."""
    assert (Path(__file__).parents[3] / "docs" / "rules.md").read_text("utf-8") == rules_page()


def test_every_rule_file_is_registered() -> None:
    import pkgutil

    import planner.rota.rules as folder

    files = {module.name for module in pkgutil.iter_modules(folder.__path__)} - {"__main__"}
    assert files == {rule.id for rule in RULES}


def test_shifts_of_strangers_are_found() -> None:
    problem, rota = good_week()
    stray = Shift("nobody", at(0, "15:00"), at(0, "16:00"), 0, 60, ())
    assert {"real_sessions", "shifts"} <= hard_ids(problem, replace(rota, shifts=(*rota.shifts, stray)))

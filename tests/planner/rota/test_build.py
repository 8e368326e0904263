"""From hotspots, demand and the team's workbook to a problem."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from itertools import pairwise

import numpy as np
import pytest
from shapely import MultiPolygon, Polygon

from geodata.crs import MetricCrs
from geodata.errors import BadInput
from geodata.study_area import StudyArea
from models.places import Hotspot, HotWindow, Place
from models.week import Week
from planner.rota import solve
from planner.rota.asks import FixedSession, JointAsk
from planner.rota.build import build_problem
from planner.rota.build_offers import BuildSettings
from planner.rota.operations import OperationPlan
from planner.rota.problem import Ban, Problem
from planner.team.types import (
    Leave,
    OtherProvision,
    Partner,
    PartnerWindow,
    Site,
    Team,
    Vehicle,
    WeeklyHours,
    Worker,
)
from tests.planner.rota.builders import at

WEEK = Week.parse("2026-W48")
CRS = MetricCrs(27700)
X, Y = 530_000.0, 165_000.0


def lonlat(x: float, y: float) -> tuple[float, float]:
    lon, lat = CRS.to_lonlat(x, y)
    return float(lon), float(lat)


def make_area() -> StudyArea:
    corners = [lonlat(X + dx, Y + dy) for dx, dy in ((-9e3, -9e3), (9e3, -9e3), (9e3, 9e3), (-9e3, 9e3))]
    return StudyArea("Testham", None, MultiPolygon([Polygon(corners)]), CRS, "Europe/London", "boundary")


def make_hotspot(
    name: str, dx: float = 0.0, *, rank: int = 1, windows: tuple[HotWindow, ...] = ()
) -> Hotspot:
    lon, lat = lonlat(X + dx, Y)
    outline = Polygon([(lon, lat), (lon + 0.001, lat), (lon, lat + 0.001)])
    place = Place(name, name.title(), lon, lat, X + dx, Y, 200.0, outline)
    hours = tuple(
        tuple(1.0 if day == 4 and 16 <= hour < 19 else 0.1 for hour in range(24)) for day in range(7)
    )
    return Hotspot(place, rank, rank, rank, windows, hours, 9.0, 7.0, 11.0, 50, 0, {}, {}, None, ())


def make_team_site(name: str, dx: float, **changes: object) -> Site:
    hours = tuple(WeeklyHours(day, time(15), time(21)) for day in range(7))
    site = Site(name, name.title(), *lonlat(X + dx, Y), frozenset({"bus", "foot"}), hours, date(2027, 6, 1))
    return replace(site, **changes)  # type: ignore[arg-type]


def make_team(*sites: Site, **changes: object) -> Team:
    every_day = tuple(WeeklyHours(day, time(13), time(23)) for day in range(7))
    workers = tuple(
        Worker(name, name.title(), frozenset({"lead", "d1"}), False, 600, 2000, every_day)
        for name in ("ann", "bo")
    )
    bus = Vehicle("bus", "The bus", every_day, 20)
    return replace(Team("Testham team", workers, (bus,), sites), **changes)  # type: ignore[arg-type]


def busy_on_friday(_site: Site) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    hours = np.full((7, 24), 0.1)
    hours[4, 16:19] = 1.0
    return hours


def build(team: Team, *hotspots: Hotspot, **options: object) -> Problem:
    return build_problem(WEEK, team, hotspots, busy_on_friday, make_area(), **options)  # type: ignore[arg-type]


def test_site_belongs_to_the_hotspot_within_its_walk_or_is_its_own_place() -> None:
    team = make_team(make_team_site("near", 500), make_team_site("far", 700))
    problem = build(team, make_hotspot("station"))
    assert {site.id: site.place for site in problem.sites} == {"near": "station", "far": "site-far"}
    assert {place.id for place in problem.places} == {"station", "site-far"}


def test_offers_lie_in_site_hours_and_count_the_expected_reports() -> None:
    problem = build(make_team(make_team_site("gate", 0)), make_hotspot("station"))
    best = max(problem.offers, key=lambda offer: offer.value)
    assert (best.start, best.end, best.value) == (at(4, "16:00"), at(4, "19:00"), 3.0)
    assert all(
        offer.start.hour >= 15 and offer.end <= at(offer.start.weekday(), "21:00") for offer in problem.offers
    )
    assert {offer.start.weekday() for offer in problem.offers} == set(range(7))
    assert any("About 3.0 reports are expected" in sentence for sentence in best.reasons)


def test_offers_are_pruned_with_variety() -> None:
    sites = tuple(make_team_site(f"s{n}", 1500.0 * n) for n in range(5))
    problem = build(make_team(*sites), settings=BuildSettings(most_offers=40))
    assert len(problem.offers) == 40
    assert len({(offer.site, offer.start.weekday()) for offer in problem.offers}) == 35


def test_neighbouring_sites_share_their_catchment_at_the_same_hours() -> None:
    team = make_team(make_team_site("a", 0), make_team_site("b", 400), make_team_site("c", 1300))
    problem = build(team)
    shares = {
        tuple(sorted((one.split("-")[0], other.split("-")[0]))): share
        for one, other, share in problem.overlaps
    }
    assert set(shares) == {("a", "b"), ("b", "c")}
    assert max(share for *_, share in problem.overlaps) == 0.5


def test_hotspot_without_a_site_is_left_uncovered_with_the_reason() -> None:
    window = HotWindow(4, 16, 19, 8.0, 5.0, 11.0, 200.0, 9.0)
    problem = build(make_team(make_team_site("gate", 0)), make_hotspot("moor", 3000, windows=(window,)))
    (gap,) = problem.unserved
    assert (gap.place, gap.start, gap.end, gap.value) == ("moor", at(4, "16:00"), at(4, "19:00"), 8.0)
    assert solve(problem).uncovered[0].why_not == (
        "No site with a risk assessment lies within 600 m of Moor.",
    )


def test_leave_is_taken_off_and_last_week_counts_towards_rest() -> None:
    team = make_team(make_team_site("gate", 0))
    away = replace(team.workers[0], leave=(Leave(date(2026, 11, 24), date(2026, 11, 26)),))
    team = replace(team, workers=(away, *team.workers[1:]))
    before = solve(build(make_team(make_team_site("gate", 0)), make_hotspot("station")))
    problem = build(team, make_hotspot("station"), previous_rotas=[replace(before, week="2026-W47")])
    assert [start.weekday() for start, _ in problem.workers[0].available] == [0, 4, 5, 6]
    assert len(problem.workers[0].worked) == sum(shift.worker == "ann" for shift in before.shifts)
    assert problem.workers[0].knows["station"] > 0


def test_joint_request_finds_sessions_and_is_scheduled() -> None:
    thursday = PartnerWindow(WeeklyHours(3, time(17), time(20)), 2)
    team = make_team(
        make_team_site("gate", 0), partners=(Partner("btp", "BTP", ("gate",), (thursday,), 240),)
    )
    ask = JointAsk("gate", "btp", at(3, "17:00"), at(3, "20:00"), "partner_ground")
    problem = build(team, make_hotspot("station"), joint_requests=[ask, replace(ask, site="closed")])
    assert len(problem.joint_requests) == 1
    assert problem.partners[0].places == ("station",)
    joint = [d for d in solve(problem).deployments if d.joint]
    assert [(d.site, d.start.weekday()) for d in joint] == [("gate", 3)]


def test_others_provision_lies_at_the_place_it_is_near() -> None:
    club = OtherProvision("A club", "Club night", *lonlat(X + 100, Y), WeeklyHours(4, time(16), time(19)))
    far = replace(club, lon=lonlat(X + 5000, Y)[0])
    problem = build(
        make_team(make_team_site("gate", 0), other_provision=(club, far)), make_hotspot("station")
    )
    assert [(p.place, p.by, p.start) for p in problem.other_provision] == [
        ("station", "A club", at(4, "16:00"))
    ]


def test_site_without_a_current_assessment_is_offered_and_never_used() -> None:
    problem = build(make_team(make_team_site("gate", 0, risk_assessed_until=None)), make_hotspot("station"))
    rota = solve(problem)
    assert problem.offers
    assert rota.deployments == ()
    assert "Gate has no risk assessment." in rota.uncovered[0].why_not


def test_hours_past_midnight_stay_on_their_evening() -> None:
    late = make_team_site("gate", 0, hours=(WeeklyHours(5, time(22), time(2)),))
    problem = build(make_team(late))
    assert problem.sites[0].hours == ((5, "22:00", "02:00"),)
    assert max(offer.end for offer in problem.offers) == at(6, "02:00")
    assert all(a.start <= b.start for a, b in pairwise(problem.offers))


@pytest.mark.parametrize("week", ["2026-W13", "2026-W43"])
def test_weeks_of_clock_changes_are_planned(week: str) -> None:
    """The clocks change on Sunday 29 March and Sunday 25 October 2026."""
    team = make_team(make_team_site("gate", 0))
    problem = build_problem(Week.parse(week), team, [make_hotspot("station")], busy_on_friday, make_area())
    assert problem.offers[0].start.utcoffset() != problem.offers[-1].start.utcoffset()
    assert solve(problem).status == "optimal"


def series(**changes: object) -> OperationPlan:
    """Two sessions a week at the gate, for four weeks."""
    plan = OperationPlan("autumn", "gate", date(2026, 11, 16), date(2026, 12, 13), 2)
    return replace(plan, **changes)  # type: ignore[arg-type]


def test_operation_gets_its_sessions_every_week_it_runs() -> None:
    team = make_team(make_team_site("gate", 0), make_team_site("busy", 3000))
    problem = build(team, make_hotspot("station"), operations=[series()])
    (operation,) = problem.operations
    assert (operation.id, operation.place, operation.sessions) == ("autumn", "station", 2)
    assert set(operation.offers) <= {offer.id for offer in problem.offers if offer.site == "gate"}
    rota = solve(problem)
    assert sum(d.id in operation.offers for d in rota.deployments) >= 2
    assert any("operation autumn" in " ".join(d.why) for d in rota.deployments)
    assert build(team, operations=[series(last=date(2026, 11, 20))]).operations == ()


def test_operation_keeps_to_its_days_and_hours() -> None:
    hours = (WeeklyHours(2, time(17), time(20)), WeeklyHours(5, time(15), time(18)))
    team = make_team(make_team_site("gate", 0))
    problem = build(team, operations=[series(hours=hours, last=date(2026, 11, 26))])
    own = [offer for offer in problem.offers if offer.id in problem.operations[0].offers]
    assert own
    assert {offer.start.weekday() for offer in own} == {2}
    assert all(at(2, "17:00") <= offer.start and offer.end <= at(2, "20:00") for offer in own)


def test_operation_beside_a_partner_is_joint_inside_its_windows() -> None:
    thursday = PartnerWindow(WeeklyHours(3, time(17), time(20)), 2)
    team = make_team(make_team_site("gate", 0), partners=(Partner("btp", "BTP", None, (thursday,), None),))
    rota = solve(build(team, make_hotspot("station"), operations=[series(sessions=1, partner="btp")]))
    (joint,) = [d for d in rota.deployments if d.joint]
    assert joint.joint is not None
    assert (joint.start.weekday(), joint.joint.partner, joint.joint.reason) == (3, "btp", "planned_operation")


@pytest.mark.parametrize("changes", [{"last": date(2026, 11, 1)}, {"sessions": 0}])
def test_operation_that_makes_no_sense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="operation autumn"):
        series(**changes)


def test_place_whose_number_is_uncertain_is_said_to_be_unsure() -> None:
    sure = make_hotspot("station")
    unsure = replace(make_hotspot("moor", 2000, rank=2), lower=1.0, upper=20.0)
    team = make_team(make_team_site("gate", 0), make_team_site("pond", 2000))
    problem = build(team, sure, unsure)
    assert {place.id: place.unsure for place in problem.places} == {"station": False, "moor": True}


def test_weeks_since_a_review_are_counted_for_places_that_have_one() -> None:
    team = make_team(make_team_site("gate", 0))
    before = solve(build(team, make_hotspot("station")))
    later = [replace(before, week=f"2026-W{number}") for number in (44, 45, 46, 47)]
    problem = build(team, make_hotspot("station"), previous_rotas=later, reviewed={"gate": date(2026, 11, 4)})
    assert problem.places[0].weeks_without_review == 2
    assert build(team, make_hotspot("station"), previous_rotas=later).places[0].weeks_without_review == 0


def test_what_the_manager_fixed_is_on_offer_whatever_its_worth_and_what_is_ruled_out_is_banned() -> None:
    team = make_team(make_team_site("gate", 0), make_team_site("pond", 3000))
    fixed = [
        FixedSession("pond", at(0, "15:10"), at(0, "17:10"), "foot", ("ann",)),
        FixedSession("gate", at(4, "16:00"), at(4, "19:00")),
        FixedSession("closed-for-good", at(4, "16:00"), at(4, "19:00")),
        FixedSession("gate", at(4, "16:00"), at(4, "19:00"), workers=("gone",)),
    ]
    bans = [Ban(worker="bo", start=at(4, "04:00"), end=at(5, "04:00")), Ban(site="gone"), Ban(worker="gone")]
    problem = build(team, make_hotspot("station"), fixed=fixed, bans=bans)
    offers = {offer.id: offer for offer in problem.offers}
    assert len(offers) == len(problem.offers)
    first, second = problem.pins
    assert (offers[first.offer].start, offers[first.offer].site) == (at(0, "15:10"), "pond")
    assert (first.mode, first.workers, second.mode, second.workers) == ("foot", ("ann",), None, None)
    assert offers[second.offer].value == 3.0
    assert problem.bans == (bans[0],)
    assert [offer.start for offer in problem.offers] == sorted(offer.start for offer in problem.offers)

from datetime import timedelta

from geodata.study_area import area_from_name
from models.week import Week
from planner.rota.problem import JOINT_REASONS
from planner.sample.ground import read_ground
from planner.team.workbook import read_workbook
from tests.planner.sample.builders import TODAY, sample_of

SAMPLE = sample_of(1)
TEAM = read_workbook(SAMPLE.team, area=area_from_name(SAMPLE.area))


def test_the_sample_team_comes_through_the_workbook_without_a_warning() -> None:
    assert TEAM.synthetic
    assert TEAM.warnings == ()
    assert len(TEAM.workers) == 24
    assert [vehicle.name for vehicle in TEAM.vehicles] == ["Youth Bus (synthetic)"]
    assert len(TEAM.other_provision) == 2


def test_nobody_is_real_and_people_are_as_mixed_as_a_team() -> None:
    assert all(worker.name.endswith("(synthetic)") for worker in TEAM.workers)
    skills = [worker.skills for worker in TEAM.workers]
    assert sum("lead" in each for each in skills) >= 6
    assert sum("d1" in each for each in skills) >= 4
    assert any({"lead", "d1"} <= each for each in skills)
    assert {600 <= worker.contract_min <= 1800 for worker in TEAM.workers} == {True}
    evening = [any(hours.end.hour >= 22 for hours in worker.availability) for worker in TEAM.workers]
    weekend = [any(hours.weekday >= 5 for hours in worker.availability) for worker in TEAM.workers]
    assert sum(evening) >= 12
    assert 6 <= sum(weekend) < 24


def test_somebody_is_away_in_the_planned_week() -> None:
    planned = Week.of(TODAY).plus(1)
    away = [
        worker
        for worker in TEAM.workers
        if any(leave.first <= day <= leave.last for leave in worker.leave for day in planned.days)
    ]
    assert len(away) >= 2


def test_sites_serve_both_modes_and_two_risk_assessments_have_run_out() -> None:
    assert len(TEAM.sites) >= 14
    expired = [
        site.name for site in TEAM.sites if site.risk_assessed_until and site.risk_assessed_until < TODAY
    ]
    assert len(expired) == 2
    assert {mode for site in TEAM.sites for mode in site.modes} == {"bus", "foot"}
    last = Week.of(TODAY).plus(1).monday + timedelta(days=6)
    assert (
        sum(bool(site.risk_assessed_until and site.risk_assessed_until >= last) for site in TEAM.sites) >= 12
    )


def test_joint_requests_fall_in_a_window_of_a_partner_that_covers_the_site() -> None:
    sites = {site.name: site.id for site in TEAM.sites}
    partners = {partner.name: partner for partner in TEAM.partners}
    assert len(SAMPLE.joint_requests) == 3
    for request in SAMPLE.joint_requests:
        partner = partners[request.partner]
        assert partner.sites is None or sites[request.site] in partner.sites
        assert request.reason in JOINT_REASONS
        assert any(
            window.hours.weekday == request.weekday
            and window.hours.start <= request.start
            and request.end <= window.hours.end
            for window in partner.windows
        )


def test_the_transport_police_offer_stations_only() -> None:
    rail = next(partner for partner in TEAM.partners if "Transport" in partner.name)
    stations = [landmark for landmark in read_ground().landmarks if landmark.is_rail]
    names = {site.id: site.name for site in TEAM.sites}
    for site in rail.sites or ():
        assert any(landmark.name.removesuffix(" Station") in names[site] for landmark in stations)

"""The promises the product never breaks, each held by a test of the whole over the sample."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from geodata.errors import BadInput
from models.week import Week
from planner.intake.kinds import DEMAND_KINDS, KINDS
from planner.rota import check
from planner.rota.problem import JOINT_REASONS, PROBLEM_JSON
from planner.rota.result import ROTA_JSON
from planner.sample import make_sample
from planner.services import Outreach
from planner.store import weeks
from tests.end_to_end.borough import TODAY, WEEK

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def outreach(built_sample: Path) -> Iterator[Outreach]:
    opened = Outreach.open(built_sample, today=TODAY)
    yield opened
    opened.store.close()


def kept_text(data_dir: Path) -> str:
    connection = sqlite3.connect(data_dir / "outreach.sqlite")
    dump = "\n".join(connection.iterdump())
    connection.close()
    return dump


def test_1_free_text_and_reporters_are_not_kept(built_sample: Path, tmp_path: Path) -> None:
    sample = make_sample(1, TODAY, tmp_path)
    notes = {
        row[column]
        for report in sample.files
        if report.path.suffix == ".csv"
        for row in csv.DictReader(
            report.path.read_text("utf-8-sig").splitlines(), delimiter=_delimiter(report.path)
        )
        for column in row
        if column and "note" in column.casefold()
        if len(row[column] or "") > 12
    }
    assert notes, "the sample has free text for the importer to drop"
    dump = kept_text(built_sample)
    assert not [note for note in notes if note in dump]


def _delimiter(path: Path) -> str:
    head = path.read_text("utf-8-sig").splitlines()[0]
    return ";" if head.count(";") > head.count(",") else ","


def test_2_what_is_discovered_trains_nothing() -> None:
    assert not [kind.id for kind in KINDS if kind.mostly_discovered and kind.id in DEMAND_KINDS]
    assert any(kind.mostly_discovered for kind in KINDS)


@pytest.mark.parametrize("package", ["models", "planner/rota"])
def test_3_neither_ethnicity_nor_deprivation_is_read_where_places_are_ranked(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert not re.search(r"ethnic|deprivation|\bimd\b", path.read_text("utf-8"), re.IGNORECASE), path


def test_4_every_joint_session_was_asked_for_with_a_listed_reason_and_waits_for_an_approver(
    outreach: Outreach,
) -> None:
    plan = outreach.week_plan(Week.parse(WEEK))
    assert plan is not None
    joint = [d for d in plan.rota.deployments if d.joint]
    asked = {(r.partner, r.reason) for r in plan.requests}
    assert joint
    for deployment in joint:
        assert deployment.joint is not None
        assert deployment.joint.reason in JOINT_REASONS
        assert (deployment.joint.partner, deployment.joint.reason) in asked
        assert deployment.joint.approver is None
    assert len(joint) <= len(plan.requests)


def test_5_nobody_works_alone_and_no_hard_rule_is_broken(outreach: Outreach) -> None:
    with outreach.store.reading() as session:
        row = weeks.newest_rota(session, WEEK, published_only=False)
    assert row is not None
    rota = ROTA_JSON.validate_python(row.rota)
    assert rota.deployments
    assert all(len(set(d.workers)) >= 2 and d.lead in d.workers for d in rota.deployments)
    assert [
        line for line in check(PROBLEM_JSON.validate_python(row.problem), rota) if line.kind == "hard"
    ] == []


def test_6_nothing_publishes_itself(outreach: Outreach) -> None:
    assert {week.status for week in outreach.weeks()} == {"draft"}
    with pytest.raises(BadInput, match="no named approver"):
        outreach.publish(None, Week.parse(WEEK), "A. Mensah")


def test_7_every_point_has_a_radius_and_every_rank_a_range(outreach: Outreach, built_sample: Path) -> None:
    connection = sqlite3.connect(built_sample / "outreach.sqlite")
    (without,) = connection.execute(
        "select count(*) from incident where not radius_m > 0 or not confidence > 0"
    ).fetchone()
    connection.close()
    assert without == 0
    hotspots = outreach.hotspots()
    assert hotspots
    assert all(
        spot.rank_low <= spot.rank_high and spot.lower <= spot.weekly_expected <= spot.upper
        for spot in hotspots
    )


def test_8_no_row_is_lost(outreach: Outreach) -> None:
    imports = outreach.imports()
    assert sum(done.rows for done in imports) > 3_500
    for done in imports:
        assert done.rows == done.incidents + done.duplicates + done.review + done.rejected
    waiting = outreach.review_queue(None).waiting
    assert waiting == sum(done.review for done in imports)


def test_9_no_page_names_another_host() -> None:
    served = [*(ROOT / "web" / "templates").rglob("*.html"), *(ROOT / "web" / "static").glob("*.*")]
    assert len(served) > 15
    for path in served:
        hosts = re.findall(r"(?:src|href|url|fetch)\W{1,3}(https?:)?//[\w.]+", path.read_text("utf-8"))
        assert not hosts, path


def test_the_sample_says_that_it_is_synthetic_in_every_file_and_row(tmp_path: Path) -> None:
    sample = make_sample(3, date(2026, 11, 21), tmp_path)
    for report in sample.files:
        assert "synthetic" in report.path.name
        if report.path.suffix == ".csv":
            first, *rows = report.path.read_text("utf-8-sig").splitlines()
            assert rows
            assert all("synthetic" in row.casefold() for row in rows), first

"""`outreach demo`: the sample borough end to end, from files to a planned week."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import click
from tqdm import tqdm

from geodata.errors import BadInput
from geodata.study_area import area_from_name
from models.week import Week
from planner.cli import App
from planner.rota.result import Rota
from planner.sample import Sample, make_sample
from planner.services import Outreach
from planner.services.views import Role
from planner.team.types import Team
from planner.team.workbook import read_workbook

TIME_LIMIT_S = 20.0
BY = "sample"
ROLES = ("manager", "worker", "analyst", "partner", "admin")


@dataclass
class _Stages:
    """Says each stage as it begins, and keeps how long it took."""

    quiet: bool
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, words: str) -> Iterator[None]:
        """Time one stage."""
        if not self.quiet:
            click.echo(f"  {words} ...", nl=False)
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 2)
        if not self.quiet:
            click.echo(f" {self.seconds[name]:.1f} s")


def run_demo(app: App, seed: int, url: str, *, as_json: bool, serves: bool = False) -> None:
    """Build the sample in the store and say what came of it.

    Raises
    ------
    BadInput
        When the store holds reports that are not the sample's.
    """
    outreach = app.outreach()
    stages = _Stages(quiet=as_json)
    if not as_json:
        click.echo("Outreach Planner: synthetic sample borough. No report, person or session in it is real.")
    _refuse_beside_real_reports(outreach)
    with TemporaryDirectory() as folder:
        rota, accounts = _build(outreach, seed, Path(folder), stages)
    summary = _summary(outreach, rota, accounts, stages, url)
    click.echo(json.dumps(summary) if as_json else _words(summary, serves=serves))
    sys.stdout.flush()


def _refuse_beside_real_reports(outreach: Outreach) -> None:
    if any(not done.synthetic for done in outreach.imports(None)):
        raise BadInput(
            f"{outreach.data_dir} holds reports of your own. Name an empty folder for the sample with --data-dir."
        )
    outreach.remove_sample()


def _build(outreach: Outreach, seed: int, folder: Path, stages: _Stages) -> tuple[Rota, list[dict[str, str]]]:
    today = outreach.today()
    week = Week.of(today).plus(1)
    with stages.stage("sample", "Making 26 weeks of synthetic reports"):
        sample = make_sample(seed, today, folder)
    with stages.stage("area", f"Setting the borough: {sample.area}"):
        outreach.set_study_area(area_from_name(sample.area), by=BY)
    with stages.stage("gazetteer", "Loading its postcodes, streets and landmarks"):
        for path in sample.places:
            outreach.gazetteer().add(path, kind="places", synthetic=True)
    with stages.stage("team", "Reading the team workbook"):
        team = read_workbook(sample.team, area=outreach.need_area(), geocoder=outreach.geocoder())
        outreach.import_team(team, by=BY)
    with stages.stage("import", "Importing and placing the reports of six partners"):
        _import(outreach, sample)
    with stages.stage("hotspots", "Finding hotspots"):
        outreach.find_hotspots()
    accounts = _make_accounts(outreach, team)
    _ask_for_joint_sessions(outreach, sample, team, week)
    with stages.stage("plan", f"Planning week {week}"):
        _, rota = outreach.plan_week(week, time_limit_s=TIME_LIMIT_S, by=BY)
    return rota, accounts


def _import(outreach: Outreach, sample: Sample) -> None:
    for path in sample.profiles:
        outreach.save_profile(path.stem, path.read_text("utf-8"), by=BY, synthetic=True)
    for report in tqdm(sample.files, disable=None, leave=False, unit="file"):
        outreach.import_file(report.path, report.profile, by=BY, synthetic=True)


def _ask_for_joint_sessions(outreach: Outreach, sample: Sample, team: Team, week: Week) -> None:
    sites = {site.name: site.id for site in team.sites}
    partners = {partner.name: partner.id for partner in team.partners}
    zone = ZoneInfo(outreach.need_area().time_zone)
    manager = next(account for account in outreach.accounts() if account.role is Role.MANAGER)
    for asked in sample.joint_requests:
        day = week.days[asked.weekday]
        outreach.request_joint(
            manager,
            week,
            sites[asked.site],
            partners[asked.partner],
            datetime.combine(day, asked.start, zone),
            datetime.combine(day, asked.end, zone),
            asked.reason,
        )


def _make_accounts(outreach: Outreach, team: Team) -> list[dict[str, str]]:
    links: dict[str, dict[str, Any]] = {
        "worker": {"worker": team.workers[0].id},
        "partner": {"partner": team.partners[0].id},
    }
    return [
        {
            "role": role,
            "username": role,
            "password": outreach.add_user(role, role, **links.get(role, {}), synthetic=True),
        }
        for role in ROLES
    ]


def _summary(
    outreach: Outreach, rota: Rota, accounts: list[dict[str, str]], stages: _Stages, url: str
) -> dict[str, Any]:
    imports = outreach.imports(None)
    return {
        "url": url,
        "accounts": accounts,
        "week": rota.week,
        "reports": sum(done.rows for done in imports),
        "incidents": sum(done.incidents for done in imports),
        "review": sum(done.review for done in imports),
        "duplicates": sum(done.duplicates for done in imports),
        "rejected": sum(done.rejected for done in imports),
        "hotspots": len(outreach.hotspots(None)),
        "deployments": len(rota.deployments),
        "solver": {
            "status": rota.status,
            "objective": rota.objective,
            "bound": rota.bound,
            "gap": rota.gap,
            "seconds": rota.seconds,
        },
        "seconds": stages.seconds,
        "synthetic": True,
    }


def _where(serves: bool) -> str:
    """What to open is said by the server, once it listens."""
    return "Sign in as one of these" if serves else "Start it with `outreach serve`, and sign in as one of these"


def _words(summary: dict[str, Any], *, serves: bool) -> str:
    stop = " Stop with Ctrl+C." if serves else ""
    lines = [
        "",
        f"  {summary['reports']:,} reports = {summary['incidents']:,} incidents + {summary['duplicates']:,} duplicates"
        f" + {summary['review']:,} to review + {summary['rejected']:,} rejected",
        f"  {summary['hotspots']} hotspots; week {summary['week']}: {summary['deployments']} sessions,"
        f" {summary['solver']['status']}",
        "",
        f"  {_where(serves)} (passwords are made anew for each data folder):",
        *(f"    {one['role']:<8} {one['username']:<8} {one['password']}" for one in summary["accounts"]),
        "",
        f"  The week is a draft: a manager approves its joint sessions and publishes it.{stop}",
    ]
    return "\n".join(lines)

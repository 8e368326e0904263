"""A test double of the use cases: plain frozen data in an invented borough, and a note of what was asked of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from shapely import Point, box
from shapely.geometry import mapping

from geodata.errors import BadInput
from models.places import Hotspot, HotWindow, Place
from models.week import Week
from planner.intake import PreviewRow, propose_profile
from planner.intake.editing import Edits, edited
from planner.intake.steps import DroppedColumn, StepCount
from planner.rota.result import AuditLine, Deployment, JointSession, Rota, Tier, Uncovered
from planner.services.duplicates import JoinedReports, PartnersReport, PossibleDuplicate
from planner.services.errors import Denied
from planner.services.provenance import Agreement
from planner.services.review_views import GivenAnswer
from planner.services.squares import CountedSquare, CountedSquares
from planner.services.uploads import ReadUpload
from planner.services.views import (
    Account,
    Basemap,
    ImportSummary,
    JointRequest,
    PlacePage,
    Role,
    TaskStatus,
    Today,
    WeekPlan,
    WeekStatus,
)
from tests.web.lab_fakes import FakeLab
from tests.web.manager_fakes import STANDBY, FakeManager
from tests.web.review_fakes import FakeReview

ZONE = ZoneInfo("Europe/London")
WEEK = Week(2026, 48)
TODAY = date(2026, 11, 25)
PASSWORD = "three random words"
WEST, SOUTH, EAST, NORTH = 0.0, 52.0, 0.1, 52.06

PLACE_NAMES = (
    "Station forecourt",
    "High Street",
    "Riverside Park",
    "Market Square",
    "Bus garage",
    "Old Quay",
)
UPLOAD = "0" * 32
HOSTILE_NAMES = (
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`${alert(1)}`",
    "</script><script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    "\u202eteertS hgiH",
)
WORKERS = ("Ama", "Ben", "Cass", "Dev", "Eli", "Fay")
REASONS = {
    "partner_request": "the partner asked for our support",
    "partner_ground": "it is a partner's ground",
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time in the week; day 0 is its Monday."""
    monday = WEEK.monday
    return datetime(monday.year, monday.month, monday.day, hour, minute, tzinfo=ZONE) + timedelta(days=day)


def make_hotspot(number: int, name: str) -> Hotspot:
    """A hotspot that is busiest on Friday from 16:00."""
    lon, lat = WEST + 0.015 * number + 0.01, SOUTH + 0.008 * number + 0.01
    hours = tuple(
        tuple(0.3 * math.exp(-abs(hour - 16) / 3 - abs(day - 4) / 2) for hour in range(24))
        for day in range(7)
    )
    return Hotspot(
        place=Place(
            f"p{number}", name, lon, lat, 0.0, 0.0, 150.0, Point(lon, lat).buffer(0.002, quad_segs=4)
        ),
        rank=number,
        rank_low=max(1, number - 1),
        rank_high=number + 6,
        windows=(HotWindow(4, 16, 19, 0.8, 0.4, 1.5, 12.4, 4.2),),
        hours=hours,
        weekly_expected=2.4,
        lower=0.0,
        upper=6.0,
        reports=41,
        month_only=3,
        by_partner={"council": 30, "buses": 11},
        by_youth={"yes": 28, "unknown": 13},
        last_reported=date(2026, 11, 20),
        why=("41 reports in six months, most on Fridays after school.",),
    )


def make_deployment(number: int, hotspot: Hotspot, day: int, hour: int, **changes: Any) -> Deployment:
    """A session of two hours on foot by two workers, unless told otherwise."""
    base = Deployment(
        id=f"d{number}",
        team="A",
        mode="foot",
        joint=None,
        place=hotspot.place.id,
        site=f"s{hotspot.place.id}",
        lon=hotspot.place.lon,
        lat=hotspot.place.lat,
        start=at(day, hour),
        end=at(day, hour + 2, 30),
        workers=("w0", f"w{1 + number % 5}"),
        lead="w0",
        driver=None,
        vehicle=None,
        theme=None,
        value=3.2,
        why=("2.4 reports are expected in these hours.", "No other provision is held here then."),
    )
    return replace(base, **changes)


def make_rota(hotspots: tuple[Hotspot, ...]) -> Rota:
    """Eight sessions: on foot, by bus, one joint and not yet approved; two at one spot."""
    joint = JointSession("btp", "partner_ground")
    bus = {"mode": "bus", "vehicle": "v1", "driver": "w0"}
    deployments = (
        make_deployment(1, hotspots[0], 0, 16),
        make_deployment(2, hotspots[1], 1, 16, **bus),
        make_deployment(3, hotspots[2], 2, 15),
        make_deployment(4, hotspots[0], 2, 19, workers=("w0", "w1", "w2")),
        make_deployment(5, hotspots[3], 3, 17, **bus),
        make_deployment(6, hotspots[0], 4, 16, joint=joint),
        make_deployment(7, hotspots[4], 4, 17, **bus),
        make_deployment(8, hotspots[5], 5, 19),
    )
    return Rota(
        week=str(WEEK),
        status="feasible",
        objective=41.2,
        bound=41.9,
        gap=0.017,
        tiers=(Tier("value", 41.2, 41.9, "feasible"),),
        seed=0,
        seconds=12.3,
        deployments=deployments,
        shifts=(),
        uncovered=(
            Uncovered("p2", at(5, 15), at(5, 17), 2.1, ("No driver is free then.",), True, ("d5",), 0.7),
        ),
        audit=(AuditLine("fairness", "soft", "w0", "Ama works four evenings.", 1.0),),
        standby=STANDBY,
    )


def make_basemap(names: tuple[str, ...], streets: int = 40) -> Basemap:
    """A rectangle with a grid of streets and two stations."""
    lines = tuple(
        tuple((WEST + 0.1 * k / 20, SOUTH + 0.06 * (i + 0.5 * math.sin(k)) / streets) for k in range(21))
        for i in range(streets)
    )
    return Basemap(
        area_name="Fairhaven",
        boundary=mapping(box(WEST, SOUTH, EAST, NORTH)),
        streets=lines,
        stations=((names[0], 0.03, 52.02), ("North station", 0.05, 52.05)),
        bounds=(WEST, SOUTH, EAST, NORTH),
    )


ACCOUNTS = (
    Account(1, "manager", Role.MANAGER),
    Account(2, "worker", Role.WORKER, worker="w0"),
    Account(3, "analyst", Role.ANALYST),
    Account(4, "partner", Role.PARTNER, partner="btp"),
    Account(5, "admin", Role.ADMIN),
)


@dataclass
class FakeOutreach(FakeReview, FakeLab, FakeManager):
    """What the pages call, answered from memory; `asked` keeps every change that was asked for."""

    data_dir: Path
    place_names: tuple[str, ...] = PLACE_NAMES
    status: str = "published"
    empty: bool = False
    synthetic: bool = True
    drifting: bool = False
    contradicts: bool = False
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    people: dict[str, Account] = field(default_factory=lambda: {a.username: a for a in ACCOUNTS})
    online: bool = False
    given: dict[int, tuple[int, GivenAnswer]] = field(default_factory=dict)
    unknown_headings: bool = False
    states: list[str] = field(default_factory=lambda: ["running", "done"])

    def __post_init__(self) -> None:
        self.spots = tuple(make_hotspot(i + 1, name) for i, name in enumerate(self.place_names))
        self.rota = make_rota(self.spots)
        self.names = (
            {h.place.id: h.place.name for h in self.spots}
            | {f"s{h.place.id}": f"{h.place.name}, north side" for h in self.spots}
            | {f"w{i}": name for i, name in enumerate(WORKERS)}
            | {"btp": "British Transport Police", "v1": "Youth Bus 1"}
        )

    # People

    def sign_in(self, username: str, password: str) -> Account | None:
        return self.people.get(username) if password == PASSWORD else None

    def account(self, account_id: int) -> Account | None:
        return next((a for a in self.people.values() if a.id == account_id), None)

    def accounts(self, viewer: Account | None = None) -> tuple[Account, ...]:
        return tuple(self.people.values())

    def add_user(self, username: str, role: str, **more: Any) -> str:
        if username in self.people:
            raise BadInput(f"There is already an account called {username}. Choose another name.")
        self.people[username] = Account(len(self.people) + 1, username, Role(role))
        return "made-up-password"

    def change_password(self, account: Account, old: str, new: str) -> None:
        if old != PASSWORD:
            raise BadInput("The present password is not right. Type it again.")
        self.people[account.username] = replace(account, stamp="since")
        self.asked.append(("change_password", account.username))

    # Area

    def today(self) -> date:
        return TODAY

    def study_area(self) -> Any:
        return None if self.empty else SimpleNamespace(name="Fairhaven", time_zone="Europe/London")

    def basemap(self) -> Basemap | None:
        return None if self.empty else make_basemap(self.place_names)

    def basemap_version(self) -> str:
        return f"{self.place_names}-{self.empty}"

    # Weeks

    def _sees_it(self, viewer: Account | None) -> bool:
        only_published = viewer is not None and viewer.role in (Role.WORKER, Role.PARTNER)
        return not self.empty and (self.status == "published" or not only_published)

    def _seen_by(self, viewer: Account | None) -> Rota:
        if viewer is None or viewer.role is not Role.PARTNER:
            return self.rota
        own = tuple(replace(d, workers=(), lead="", why=()) for d in self.rota.deployments if d.joint)
        return replace(self.rota, deployments=own, uncovered=(), audit=(), standby=())

    def weeks(self, viewer: Account | None = None) -> tuple[WeekStatus, ...]:
        if not self._sees_it(viewer):
            return ()
        published = self.status == "published"
        return (
            WeekStatus(
                WEEK,
                self.status,
                len(self._seen_by(viewer).deployments),
                self.synthetic,
                "manager" if published else None,
                datetime(2026, 11, 20, 15, 30, tzinfo=UTC) if published else None,
            ),
        )

    def week_plan(self, week: Week, viewer: Account | None = None) -> WeekPlan | None:
        if week != WEEK or not self._sees_it(viewer):
            return None
        published = self.status == "published"
        waiting = [d for d in self.rota.deployments if d.joint and not d.joint.approver]
        problems = tuple(f"Session {d.id} has no approver." for d in waiting) if not published else ()
        return WeekPlan(
            week=WEEK,
            status=self.status,
            rota=self._seen_by(viewer),
            names=self.names,
            synthetic=self.synthetic,
            made_at=datetime(2026, 11, 20, 14, 0, tzinfo=UTC),
            published_by="manager" if published else None,
            published_at=datetime(2026, 11, 20, 15, 30, tzinfo=UTC) if published else None,
            requests=(
                JointRequest(
                    7,
                    WEEK,
                    "p1",
                    self.place_names[0],
                    "btp",
                    "British Transport Police",
                    at(4, 15),
                    at(4, 20),
                    "partner_ground",
                    REASONS["partner_ground"],
                    "manager",
                ),
            ),
            problems_before_publishing=problems,
            data_until=date(2026, 11, 20),
            fixed=self.fixed(viewer, week) if self.contradicts else None,
        )

    def hotspots(self, viewer: Account | None = None) -> tuple[Hotspot, ...]:
        return () if self.empty else self.spots

    def hotspots_are_synthetic(self) -> bool:
        return self.synthetic

    def hotspots_of_week(self, week: Week, viewer: Account | None = None) -> tuple[Hotspot, ...]:
        if self.empty or (viewer is not None and viewer.role is Role.PARTNER):
            return ()
        return self.spots

    def place_page(self, week: Week, place_id: str, viewer: Account | None = None) -> PlacePage | None:
        if viewer is not None and viewer.role is Role.PARTNER:
            raise Denied("A partner may not do this.")
        found = [h for h in self.hotspots_of_week(week, viewer) if h.place.id == place_id]
        if not found or not self._sees_it(viewer):
            return None
        return PlacePage(
            hotspot=found[0],
            week=week,
            deployments=tuple(d for d in self.rota.deployments if d.place == place_id),
            uncovered=tuple(u for u in self.rota.uncovered if u.place == place_id),
            names=self.names,
            synthetic=self.synthetic,
        )

    def today_for(self, viewer: Account, day: date) -> Today:
        def own(on: date) -> tuple[Deployment, ...]:
            if not self._sees_it(viewer):
                return ()
            mine = (d for d in self.rota.deployments if viewer.worker in d.workers)
            return tuple(d for d in mine if d.start.date() == on)

        return Today(
            day,
            own(day),
            own(day + timedelta(days=1)),
            self.names,
            self.synthetic,
            self.names["w0"],
            standby=self.rota.standby,
            on_call=() if self.empty else self.rota.deployments[4:5],
        )

    # Changes

    def start_plan(self, viewer: Account, week: Week) -> str:
        self.asked.append(("plan", str(week)))
        return "task1"

    def publish(self, viewer: Account | None, week: Week, by: str) -> None:
        plan = self.week_plan(week, viewer)
        assert plan is not None
        if plan.problems_before_publishing:
            raise BadInput(" ".join(plan.problems_before_publishing))
        self.status = "published"
        self.asked.append(("publish", str(week), by))

    def approve_joint(self, viewer: Account | None, week: Week, deployment_id: str, approver: str) -> None:
        self.rota = replace(
            self.rota,
            deployments=tuple(
                replace(d, joint=replace(d.joint, approver=approver))
                if d.joint and d.id == deployment_id
                else d
                for d in self.rota.deployments
            ),
        )
        self.asked.append(("approve", deployment_id, approver))

    def team(self) -> Any:
        sites = [SimpleNamespace(id=f"s{h.place.id}", name=h.place.name) for h in self.spots]
        partners = [SimpleNamespace(id="btp", name="British Transport Police")]
        return SimpleNamespace(synthetic=self.synthetic, sites=sites, partners=partners)

    def joint_choices(self, week: Week) -> Any:
        return SimpleNamespace(
            places={h.place.id: h.place.name for h in self.spots},
            partners={"btp": "British Transport Police"},
            reasons=REASONS,
            windows={"btp": ((at(4, 15), at(4, 20), 2),)},
        )

    def request_joint(self, viewer: Account | None, *details: Any) -> None:
        if details[3] < at(4, 15):
            raise BadInput("British Transport Police offers no officers then.")
        self.asked.append(("request_joint", *details))

    def withdraw_joint(self, viewer: Account | None, request_id: int) -> None:
        self.asked.append(("withdraw_joint", request_id))

    # Reports

    def imports(self, viewer: Account | None = None) -> tuple[ImportSummary, ...]:
        made_at = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
        one = ImportSummary(
            1,
            "council.csv",
            "council",
            made_at,
            "manager",
            1200,
            1100,
            60,
            30,
            10,
            self.synthetic,
            steps=(StepCount("place", "places found", 1200, 1160, review=30, rejected=10),),
            dropped=(DroppedColumn(self.place_names[0], "free text", 1200),),
        )
        return () if self.empty else (one,)

    def possible_duplicates(self, viewer: Account | None) -> tuple[PossibleDuplicate, ...]:
        if self.empty:
            return ()
        pair = (self._partners_report("a1", "Housing"), self._partners_report("b1", "Shops"))
        return (PossibleDuplicate(pair, 0.62, ("Their times overlap.",)),)

    def joined_reports(
        self, viewer: Account | None, page: int = 1, per_page: int = 25
    ) -> tuple[tuple[JoinedReports, ...], int]:
        if self.empty:
            return (), 0
        kept, repeat = self._partners_report("a2", "Housing"), self._partners_report("b2", "Shops")
        return (JoinedReports(kept, (repeat,), None),), 26

    def _partners_report(self, identity: str, partner: str) -> PartnersReport:
        start = datetime(2026, 11, 20, 18)
        return PartnersReport(
            identity, partner, "asb-nuisance", "yes", start, None, "exact", self.place_names[0], 80
        )

    def join_reports(self, viewer: Account | None, identities: list[str]) -> None:
        self.asked.append(("join_reports", *identities))

    def keep_apart(self, viewer: Account | None, identities: list[str]) -> None:
        self.asked.append(("keep_apart", *identities))

    def take_apart(self, viewer: Account | None, kept: str) -> None:
        if kept != "a2":
            raise BadInput("Nothing is joined to that report any more, perhaps by somebody else's hand.")
        self.asked.append(("take_apart", kept))

    def import_summary(self, viewer: Account | None, import_id: int) -> ImportSummary | None:
        return next((one for one in self.imports(viewer) if one.id == import_id), None)

    def knows_postcodes_alone(self) -> bool:
        return self.empty

    def import_squares(self, viewer: Account | None, import_id: int) -> CountedSquares:
        ring = ((-0.11, 51.37), (-0.1, 51.37), (-0.1, 51.38), (-0.11, 51.38))
        return CountedSquares(250.0, () if self.empty else (CountedSquare(ring, 3),))

    def undo_import(self, viewer: Account | None, import_id: int) -> None:
        self.asked.append(("undo_import", import_id))

    def agreements(self, viewer: Account | None = None) -> tuple[Agreement, ...]:
        return () if self.empty else (Agreement("council", "Planning", HOSTILE_NAMES[0], "Data lead", 730),)

    def profiles_in_use(self) -> tuple[str, ...]:
        return () if self.empty else self.profile_names()

    def save_agreement(self, viewer: Account | None, agreement: Agreement) -> None:
        if agreement.keep_days == 0:
            raise BadInput("Keep reports for 1 day to 10 years, or leave it empty for no end.")
        self.asked.append(("save_agreement", agreement))

    def profile_names(self) -> tuple[str, ...]:
        return ("council", "buses")

    def keep_upload(self, viewer: Account | None, path: Path, filename: str) -> str:
        self.asked.append(("keep_upload", filename, path.read_bytes()))
        return UPLOAD

    def upload_is_known(self, viewer: Account | None, upload: str) -> bool:
        return not self.unknown_headings

    def read_upload(self, viewer: Account | None, upload: str, edits: Edits | None = None) -> ReadUpload:
        if upload != UPLOAD:
            raise BadInput("That file is not there any more: uploads are kept for a day. Choose it again.")
        path = self.data_dir / "unknown.csv"
        path.write_text(
            "Ref,Seen on,Street,Type,Caller name\n"
            + "".join(
                f"U{n},{n + 1:02}/11/2026 18:00,{self.place_names[n % len(self.place_names)]},Noise,Jo Bloggs\n"
                for n in range(12)
            ),
            encoding="utf-8",
        )
        proposal = propose_profile(path)
        rows = tuple(
            PreviewRow(
                n + 2,
                (
                    ("Seen on", f"{n + 1:02}/11/2026 18:00"),
                    ("Street", self.place_names[n % len(self.place_names)]),
                ),
                "incident" if n else "review",
                "" if n else "Two places have this name.",
                datetime(2026, 11, n + 1, 18),
                place_text=self.place_names[n % len(self.place_names)],
                lon=0.01,
                lat=52.0,
                radius_m=80,
                category="asb-nuisance",
                youth_related="unknown",
            )
            for n in range(12)
        )
        try:
            return ReadUpload(upload, path.name, edited(proposal, edits) if edits else proposal, rows, "")
        except BadInput as problem:
            return ReadUpload(upload, path.name, proposal, (), str(problem))

    def save_new_profile(self, viewer: Account | None, name: str, toml_text: str) -> None:
        if name in self.profile_names():
            raise BadInput(f"There is a mapping called {name} already. Choose another name.")
        self.asked.append(("save_new_profile", name, toml_text))

    def drop_upload(self, viewer: Account | None, upload: str) -> None:
        self.asked.append(("drop_upload", upload))

    def start_kept_import(self, viewer: Account | None, upload: str, profile: str | None) -> str:
        self.asked.append(("import", upload, profile))
        return "task2"

    def stop_task(self, viewer: Account, task_id: str) -> None:
        self.asked.append(("stop_task", task_id))

    def task(self, viewer: Account, task_id: str) -> TaskStatus | None:
        if not task_id.startswith("task"):
            return None
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        message = "1,200 rows read." if state == "done" else "Reading row 600"
        return TaskStatus(task_id, "import", state, 1.0 if state == "done" else 0.5, message, "manager")

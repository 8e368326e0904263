"""A test double of the use cases: plain frozen data in an invented borough, and a note of what was asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from geodata.errors import BadInput
from models.places import Hotspot
from models.week import Week
from planner.rota.result import Deployment, Rota
from planner.services.errors import Denied
from planner.services.review_views import GivenAnswer
from planner.services.views import (
    Account,
    Basemap,
    JointRequest,
    PlacePage,
    Role,
    TaskStatus,
    Today,
    WeekPlan,
    WeekStatus,
)
from tests.web.fake_places import (
    PASSWORD,
    PLACE_NAMES,
    REASONS,
    TODAY,
    WEEK,
    WORKERS,
    at,
    make_basemap,
    make_hotspot,
    make_rota,
)
from tests.web.lab_fakes import FakeLab
from tests.web.manager_fakes import FakeManager
from tests.web.report_fakes import FakeReports
from tests.web.review_fakes import FakeReview

ACCOUNTS = (
    Account(1, "manager", Role.MANAGER),
    Account(2, "worker", Role.WORKER, worker="w0"),
    Account(3, "analyst", Role.ANALYST),
    Account(4, "partner", Role.PARTNER, partner="btp"),
    Account(5, "admin", Role.ADMIN),
)


@dataclass
class FakeOutreach(FakeReports, FakeReview, FakeLab, FakeManager):
    """What the pages call, answered from memory; `asked` keeps every change that was asked for."""

    data_dir: Path
    place_names: tuple[str, ...] = PLACE_NAMES
    status: str = "published"
    empty: bool = False
    synthetic: bool = True
    drifting: bool = False
    begun_unpublished: int = 0
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
            begun_unpublished=self.begun_unpublished,
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

    def stop_task(self, viewer: Account, task_id: str) -> None:
        self.asked.append(("stop_task", task_id))

    def task(self, viewer: Account, task_id: str) -> TaskStatus | None:
        if not task_id.startswith("task"):
            return None
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        message = "1,200 rows read." if state == "done" else "Reading row 600"
        return TaskStatus(task_id, "import", state, 1.0 if state == "done" else 0.5, message, "manager")

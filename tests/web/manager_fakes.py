"""The part of the test double that answers what a manager decides about weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from geodata.errors import BadInput
from models.week import Week
from planner.rota.result import Standby
from planner.rota.what_if import Price
from planner.services.manager_views import (
    Contradiction,
    Fixed,
    OperationPage,
    PinnedSession,
    PlaceReview,
    PriceChoices,
    PricedChange,
    ReplanChoices,
    ReviewedPlace,
    RuledOut,
    SessionChange,
    SessionPage,
    SiteChoice,
    WayOut,
    WaysOut,
)

if TYPE_CHECKING:
    from tests.web.fakes import FakeOutreach

STANDBY = (Standby("d4", "w3", ("w1", "w2"), ("lead", "worker")), Standby("d3", "w4", ("w0",), ("worker",)))


class FakeManager:
    """Operations, reviews, pins and bans, ways out and prices, from memory."""

    ways: WaysOut | None = None

    # Sessions, pins and bans

    def session_page(self: FakeOutreach, viewer: Any, week: Week, deployment_id: str) -> SessionPage | None:
        found = [d for d in self.rota.deployments if d.id == deployment_id]
        if not found:
            return None
        standby = tuple(one for one in STANDBY if one.deployment == deployment_id)
        return SessionPage(found[0], self.names, standby, bool(standby), self.synthetic, self.status, False)

    def pinned(self: FakeOutreach) -> PinnedSession:
        d = self.rota.deployments[0]
        return PinnedSession(1, d.site, self.names[d.site], d.start, d.end, "foot", ("Ama",), None, "manager")

    def fixed(self: FakeOutreach, viewer: Any, week: Week) -> Fixed:
        if self.empty:
            return Fixed((), ())
        pin, d = self.pinned(), self.rota.deployments[2]
        bans = (
            RuledOut(2, "site", self.names[d.site], d.start, d.end, False, "manager"),
            RuledOut(3, "worker", "Eli", None, None, True, "manager"),
        )
        told = Contradiction(f"{pin.site_name} is fixed and cannot be staffed.", (pin,))
        given = Contradiction(f"The fewest to give up is one, for example: {pin.site_name}.", (pin,))
        return Fixed((pin, replace(pin, id=9, gone="Zed")), bans, (told,), given)

    def fixing_choices(self: FakeOutreach, viewer: Any) -> tuple[tuple[SiteChoice, ...], dict[str, str]]:
        sites = tuple(
            SiteChoice(f"s{h.place.id}", h.place.name, ("bus", "foot"), "every day 14:00 to 22:00")
            for h in self.spots
        )
        return sites, {f"w{i}": self.names[f"w{i}"] for i in range(6)}

    def pin_session(self: FakeOutreach, viewer: Any, *details: Any) -> None:
        if details[2].hour < 14:
            raise BadInput("It is closed then.")
        self.asked.append(("pin", *details))

    def pin_planned(self: FakeOutreach, viewer: Any, week: Week, name: str, *, with_people: bool) -> None:
        self.asked.append(("pin_planned", name, with_people))

    def rule_out(self: FakeOutreach, viewer: Any, week: Week, **details: Any) -> None:
        self.asked.append(("rule_out", details))

    def rule_out_planned(self: FakeOutreach, viewer: Any, week: Week, name: str) -> None:
        self.asked.append(("rule_out_planned", name))

    def unpin(self: FakeOutreach, viewer: Any, week: Week, pin_id: int) -> None:
        self.asked.append(("unpin", pin_id))

    def allow_again(self: FakeOutreach, viewer: Any, week: Week, ban_id: int) -> None:
        self.asked.append(("allow_again", ban_id))

    # Operations and reviews

    def operations(self: FakeOutreach, viewer: Any) -> tuple[OperationPage, ...]:
        if self.empty:
            return ()
        first, last = date(2026, 11, 23), date(2026, 12, 20)
        name = self.place_names[0]
        both = ("British Transport Police", name)
        running = OperationPage(
            1, name, name, both[0], both, first, last, 6, True, 2, "running", "manager", None
        )
        return running, replace(running, id=2, name="Earlier", state="ended early", ended_by="manager")

    def record_operation(self: FakeOutreach, viewer: Any, asked: Any) -> int:
        if asked.last < asked.first:
            raise BadInput("The operation ends before it begins. Look at its two days again.")
        self.asked.append(("record_operation", asked))
        return 1

    def end_operation(self: FakeOutreach, viewer: Any, operation_id: int) -> None:
        self.asked.append(("end_operation", operation_id))

    def reviewed_places(self: FakeOutreach, viewer: Any) -> tuple[ReviewedPlace, ...]:
        if self.empty:
            return ()
        last = self.place_reviews(viewer)[0]
        weeks = (13, 11, 1, 0, 0, 0)
        return tuple(
            ReviewedPlace(h.place.name, ((f"s{h.place.id}", h.place.name),), n, 12, last if n == 1 else None)
            for h, n in zip(self.spots, weeks, strict=True)
        )

    def place_reviews(self: FakeOutreach, viewer: Any) -> tuple[PlaceReview, ...]:
        return (
            PlaceReview(1, self.place_names[2], date(2026, 10, 1), "Ada", self.place_names[0], "manager"),
        )

    def record_review(self: FakeOutreach, viewer: Any, *details: Any) -> None:
        if len(details[3]) < 10:
            raise BadInput("Write down why the team goes on coming, in 10 to 500 characters.")
        self.asked.append(("record_review", *details))

    def withdraw_review(self: FakeOutreach, viewer: Any, review_id: int) -> None:
        self.asked.append(("withdraw_review", review_id))

    # Ways out and prices

    def replan_choices(self: FakeOutreach, viewer: Any, week: Week) -> ReplanChoices | None:
        if self.empty:
            return None
        now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
        return ReplanChoices(
            workers={f"w{i}": self.names[f"w{i}"] for i in range(6)},
            sites={f"s{h.place.id}": self.names[f"s{h.place.id}"] for h in self.spots},
            places={h.place.id: h.place.name for h in self.spots},
            days=tuple(day for day in week.days if day >= now.date()),
            open=tuple(d for d in self.rota.deployments if d.start > now),
            past=2,
            now=now,
            names=self.names,
            synthetic=self.synthetic,
            status=self.status,
        )

    def start_replan(self: FakeOutreach, viewer: Any, week: Week, happened: Any, **more: Any) -> str:
        self.asked.append(("replan", tuple(happened), more["max_changes"], tuple(more["locked"])))
        return "task1"

    def ways_out(self: FakeOutreach, viewer: Any, week: Week) -> WaysOut | None:
        if self.empty:
            return None
        return self.ways or self.found_ways()

    def found_ways(self: FakeOutreach, **changes: Any) -> WaysOut:
        one, two = self.rota.deployments[2], self.rota.deployments[3]
        told = (f"Ben comes in on Wednesday: {self.place_names[2]} at 15:00.",)
        cover = SessionChange(one, replace(one, workers=("w0", "w4")))
        ways = (
            WayOut(1, "cover", "Ben stands in for Cass.", told, (cover,), 1, 0.0, True),
            WayOut(
                2,
                "cancel",
                "Cancel it.",
                (),
                (SessionChange(two, None), SessionChange(None, one)),
                2,
                0.8,
                False,
            ),
        )
        found = WaysOut(
            happened=(f"Cass is absent on Wednesday ({self.place_names[0]})",),
            events=("absent|2026-11-25|w2",),
            max_changes=None,
            ways=ways,
            reasons=(),
            fewest=None,
            seconds=0.4,
            made_at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
            made_by="manager",
            stale=False,
            taken=None,
            taken_by=None,
            names=self.names,
            synthetic=self.synthetic,
        )
        return replace(found, **changes)

    def take_way(self: FakeOutreach, viewer: Any, week: Week, number: int) -> None:
        if number > 2:
            raise BadInput("There is no such way out. Choose one of those shown.")
        self.asked.append(("take_way", number))
        self.ways = self.found_ways(taken=number, taken_by=viewer.username)

    def price_choices(self: FakeOutreach, viewer: Any, week: Week) -> PriceChoices | None:
        if self.empty:
            return None
        workers = {f"w{i}": self.names[f"w{i}"] for i in range(6)}
        sites = {f"s{h.place.id}": h.place.name for h in self.spots}
        return PriceChoices(
            {"btp": "British Transport Police"},
            workers,
            {"v1": "Youth Bus 1"},
            sites,
            41.2,
            1,
            self.synthetic,
        )

    def start_price(self: FakeOutreach, viewer: Any, week: Week, change: Any) -> str:
        self.asked.append(("price", change.text))
        return "task1"

    def prices(self: FakeOutreach, viewer: Any, week: Week) -> tuple[PricedChange, ...]:
        sure = Price("", 0.8, 0.8, 0.8, 0, (f"{self.place_names[0]}, Friday 16:00",), (), 1.0)
        return (
            PricedChange("one more driver on Friday", sure, "manager"),
            PricedChange(
                "no joint sessions", replace(sure, difference=-0.2, lower=-0.5, asked=-3), "manager"
            ),
            PricedChange(f"{self.place_names[0]} out", replace(sure, lower=None, upper=None), "manager"),
        )

"""What a manager is shown of operations, reviews of places, pins and bans, ways out of a week and priced changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from planner.rota.result import Deployment, Standby
from planner.rota.what_if import Price


@dataclass(frozen=True, slots=True)
class OperationPage:
    """An operation in a list.

    `partner_names` are all that are named; `partner_name` is the one whose officers come along to its sessions, if
    any. `held` counts its sessions in published weeks. `state` is "to come", "running", "over" or "ended early".
    """

    id: int
    name: str
    site_name: str
    partner_name: str | None
    partner_names: tuple[str, ...]
    first: date
    last: date
    sessions: int
    in_all: bool
    held: int
    state: str
    made_by: str
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class PlaceReview:
    """A review that stands."""

    id: int
    site_name: str
    reviewed_on: date
    reviewed_by: str
    reason: str
    made_by: str


@dataclass(frozen=True, slots=True)
class ReviewedPlace:
    """A place with its sites, and the weeks with sessions since its last review; planning stops at `most`."""

    name: str
    sites: tuple[tuple[str, str], ...]
    weeks: int
    most: int
    last: PlaceReview | None

    @property
    def due(self) -> bool:
        """Whether nothing is planned there until it is reviewed."""
        return self.weeks >= self.most


@dataclass(frozen=True, slots=True)
class PinnedSession:
    """A session fixed for a week. `gone` names what of it the team no longer has: then it does not count."""

    id: int
    site: str
    site_name: str
    start: datetime
    end: datetime
    mode: Literal["bus", "foot"] | None
    workers: tuple[str, ...]
    gone: str | None
    made_by: str


@dataclass(frozen=True, slots=True)
class RuledOut:
    """What is ruled out for a week, all of it where there are no times. `kind` is "site" or "worker"."""

    id: int
    kind: str
    name: str
    start: datetime | None
    end: datetime | None
    gone: bool
    made_by: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What was fixed and cannot be kept together, in words, with the pins it is about."""

    words: str
    pins: tuple[PinnedSession, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is fixed and ruled out in a week; where that contradicts itself, how, and the fewest pins to give up."""

    pins: tuple[PinnedSession, ...]
    bans: tuple[RuledOut, ...]
    contradictions: tuple[Contradiction, ...] = ()
    give_up: Contradiction | None = None


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """A site that may be fixed or ruled out, with its modes and the hours of each weekday in words."""

    id: str
    name: str
    modes: tuple[str, ...]
    hours: str


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One session of a week. `standby` has who could step in, for whom, and in which roles; all are ids.

    `evening` tells whether anybody was looked for: only evenings have a standby.
    """

    deployment: Deployment
    names: dict[str, str]
    standby: tuple[Standby, ...]
    evening: bool
    synthetic: bool
    status: str
    pinned: bool


@dataclass(frozen=True, slots=True)
class ReplanChoices:
    """What may be said to have happened to a planned week: ids with their words, and what can still change.

    `past` are sessions that began before `now`; the others are `open`.
    """

    workers: dict[str, str]
    sites: dict[str, str]
    places: dict[str, str]
    days: tuple[date, ...]
    open: tuple[Deployment, ...]
    past: int
    now: datetime
    names: dict[str, str]
    synthetic: bool
    status: str


@dataclass(frozen=True, slots=True)
class SessionChange:
    """One session before and after: None before is a new one, None after is off."""

    before: Deployment | None
    after: Deployment | None


@dataclass(frozen=True, slots=True)
class WayOut:
    """One option as it is shown: what is said to whom, what changes, what it loses, whether that is proven."""

    number: int
    kind: str
    words: str
    told: tuple[str, ...]
    sessions: tuple[SessionChange, ...]
    people: int
    loss: float
    proven: bool


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The ways out that were found for a week; `stale` when the week has changed since, `taken` the one taken.

    `happened` is in words, `events` as `write_event` writes them.
    """

    happened: tuple[str, ...]
    events: tuple[str, ...]
    max_changes: int | None
    ways: tuple[WayOut, ...]
    reasons: tuple[str, ...]
    fewest: int | None
    seconds: float
    made_at: datetime
    made_by: str
    stale: bool
    taken: int | None
    taken_by: str | None
    names: dict[str, str]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class PricedChange:
    """A change of a week, in words, and its price."""

    words: str
    price: Price
    made_by: str


@dataclass(frozen=True, slots=True)
class PriceChoices:
    """What may be asked of a planned week: ids with their words."""

    partners: dict[str, str]
    workers: dict[str, str]
    vehicles: dict[str, str]
    sites: dict[str, str]
    value: float | None
    joint: int
    synthetic: bool

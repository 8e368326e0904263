"""The problem as PROBLEM.json describes it: everything the optimiser reads, and nothing else.

Times are ISO 8601, local with offset; durations are minutes; `hours` are `[weekday, "15:00", "21:00"]` with 0 for
Monday, "24:00" allowed, and an end at or before the start meaning the next morning. Fields beyond the contract are
optional: the `reasons` of places and offers (sentences a resident would accept), `unserved`, place-hours with
demand where nobody could hold a session, and what earlier weeks leave behind: places' weeks without a review, areas'
weeks without a session, workers' average hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

Mode = Literal["bus", "foot"]

# DESIGN.md, promise 4: a joint session is asked for by a person, with one of these reasons.
JOINT_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "partner_request": "the partner asked for our support",
        "serious_violence": "serious violence or a weapon was reported there lately",
        "partner_ground": "it is the railway's or another partner's ground",
        "risk_assessment": "our own risk assessment asks for it",
        "planned_operation": "it is part of a planned operation",
    }
)

_CONFIG = ConfigDict(extra="forbid", populate_by_name=True)


def _only_written_times(value: Any) -> Any:
    """Refuse numbers as times: 0 would quietly mean 1970."""
    if isinstance(value, str | datetime):
        return value
    raise ValueError("expected a time such as 2026-11-23T15:00:00+00:00")


Id = Annotated[str, Field(min_length=1, max_length=200)]
Instant = Annotated[AwareDatetime, BeforeValidator(_only_written_times)]
Span = tuple[Instant, Instant]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
WeekMinutes = Annotated[int, Field(ge=0, le=10_080)]
DayMinutes = Annotated[int, Field(ge=0, le=1_440)]
ClockTime = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Weekday = Annotated[int, Field(ge=0, le=6)]
Hours = tuple[Weekday, ClockTime, ClockTime]
Sentences = tuple[Annotated[str, Field(max_length=1000)], ...]


@dataclass(frozen=True, config=_CONFIG)
class ProblemPlace:
    """Ground people can name; `area` is its ward or sector, `reasons` say why it matters.

    `unsure`: what is expected here is so uncertain that going there would teach us something.
    `weeks_without_review`: weeks with a session here since a person last reviewed whether we should still come.
    """

    id: Id
    name: str
    lon: Longitude
    lat: Latitude
    area: str | None = None
    reasons: Sentences = ()
    unsure: bool = False
    weeks_without_review: Annotated[int, Field(ge=0, le=1000)] = 0


@dataclass(frozen=True, config=_CONFIG)
class ProblemSite:
    """Where the bus may park or a foot team may start, with the hours it may be used."""

    id: Id
    place: Id
    name: str
    lon: Longitude
    lat: Latitude
    modes: tuple[Mode, ...]
    hours: tuple[Hours, ...] = ()
    risk_assessed_until: date | None = None


@dataclass(frozen=True, config=_CONFIG)
class Offer:
    """A session somebody could hold. `value` is what it would cover alone (expected reports, as built here)."""

    id: Id
    site: Id
    start: Instant
    end: Instant
    value: Amount
    modes: tuple[Mode, ...] = ("bus", "foot")
    reasons: Sentences = ()


@dataclass(frozen=True, config=_CONFIG)
class Provision:
    """A session that another organisation holds at a place."""

    place: Id
    start: Instant
    end: Instant
    by: str


@dataclass(frozen=True, config=_CONFIG)
class Wish:
    """What a worker would like: a weekday or a place; `want` false means rather not."""

    day: Weekday | None = None
    place: Id | None = None
    want: bool = True


@dataclass(frozen=True, config=_CONFIG)
class Recent:
    """Evenings and weekend days worked over the last eight weeks, and the average minutes a week over 17 of them.

    `weeks` and `minutes` are the weeks before this one that are known (16 at most) and what was worked in them.
    """

    evenings: Annotated[int, Field(ge=0, le=56)] = 0
    weekends: Annotated[int, Field(ge=0, le=16)] = 0
    weeks: Annotated[int, Field(ge=0, le=16)] = 0
    minutes: Annotated[int, Field(ge=0, le=161_280)] = 0


@dataclass(frozen=True, config=_CONFIG)
class ProblemWorker:
    """One worker. `available` already lacks leave; `worked` are shifts before (or in) the week; minutes a week.

    `skills` are words: "lead", "d1", "woman" and "man" where a team must be mixed, a language.
    A wish may also be a sentence: it is shown to the person who plans and not optimised.
    """

    id: Id
    name: str = ""
    skills: tuple[str, ...] = ()
    under_18: bool = False
    contract_min: WeekMinutes = 0
    max_min: WeekMinutes = 10_080
    available: tuple[Span, ...] = ()
    knows: dict[Id, Annotated[int, Field(ge=0, le=100_000)]] = Field(default_factory=dict)
    worked: tuple[Span, ...] = ()
    wishes: tuple[Wish | str, ...] = ()
    recent: Recent = Field(default_factory=Recent)


@dataclass(frozen=True, config=_CONFIG)
class ProblemVehicle:
    """A bus; `set_up_min` is needed before a session, and again after it to pack away."""

    id: Id
    available: tuple[Span, ...] = ()
    set_up_min: DayMinutes = 0


@dataclass(frozen=True, config=_CONFIG)
class Window:
    """Officers a partner offers between two times."""

    start: Instant
    end: Instant
    officers: Annotated[int, Field(ge=0, le=1000)] = 1


@dataclass(frozen=True, config=_CONFIG)
class ProblemPartner:
    """A partner, the places it covers (None: all) and its windows. `week_min` caps officer minutes."""

    id: Id
    name: str = ""
    places: tuple[Id, ...] | None = None
    windows: tuple[Window, ...] = ()
    week_min: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


@dataclass(frozen=True, config=_CONFIG)
class JointRequest:
    """A person's request: one session with a partner at a place, wholly between two times."""

    place: Id
    partner: Id
    start: Annotated[Instant, Field(validation_alias="from", serialization_alias="from")]
    end: Annotated[Instant, Field(validation_alias="to", serialization_alias="to")]
    reason: str


@dataclass(frozen=True, config=_CONFIG)
class Operation:
    """A focused series: so many sessions of these offers, beside a partner when one is named."""

    id: Id
    place: Id
    offers: tuple[Id, ...]
    sessions: Annotated[int, Field(ge=0, le=1000)]
    partner: Id | None = None


@dataclass(frozen=True, config=_CONFIG)
class Pin:
    """A session the manager fixed, with the workers named or free."""

    offer: Id
    mode: Mode | None = None
    workers: tuple[Id, ...] | None = None


@dataclass(frozen=True, config=_CONFIG)
class Ban:
    """What must not happen: every field given has to match for a session (and worker) to be forbidden."""

    offer: Id | None = None
    place: Id | None = None
    site: Id | None = None
    worker: Id | None = None
    mode: Mode | None = None
    start: Annotated[Instant | None, Field(validation_alias="from", serialization_alias="from")] = None
    end: Annotated[Instant | None, Field(validation_alias="to", serialization_alias="to")] = None


@dataclass(frozen=True, config=_CONFIG)
class Unserved:
    """A place and hours with demand where nobody could hold a session, and why not."""

    place: Id
    start: Instant
    end: Instant
    value: Amount
    why_not: Sentences


@dataclass(frozen=True, config=_CONFIG)
class Problem:
    """One week of one team. See CONTRACT.md, PROBLEM.json; `read_problem` also checks that the parts agree.

    `areas_unseen`: weeks in a row, up to the week before, without a session in an area (0: there was one last week).
    """

    week: str
    time_zone: str
    places: tuple[ProblemPlace, ...] = ()
    sites: tuple[ProblemSite, ...] = ()
    offers: tuple[Offer, ...] = ()
    overlaps: tuple[tuple[Id, Id, Share], ...] = ()
    other_provision: tuple[Provision, ...] = ()
    workers: tuple[ProblemWorker, ...] = ()
    vehicles: tuple[ProblemVehicle, ...] = ()
    partners: tuple[ProblemPartner, ...] = ()
    joint_requests: tuple[JointRequest, ...] = ()
    operations: tuple[Operation, ...] = ()
    pins: tuple[Pin, ...] = ()
    bans: tuple[Ban, ...] = ()
    travel_min: dict[Id, dict[Id, Annotated[float, Field(ge=0, le=1440, allow_inf_nan=False)]]] = Field(
        default_factory=dict
    )
    parameters: dict[str, dict[str, Amount]] = Field(default_factory=dict)
    weights: dict[str, Amount] = Field(default_factory=dict)
    unserved: tuple[Unserved, ...] = ()
    areas_unseen: dict[str, Annotated[int, Field(ge=0, le=1000)]] = Field(default_factory=dict)


PROBLEM_JSON: TypeAdapter[Problem] = TypeAdapter(Problem)

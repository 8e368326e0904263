"""The team as the workbook describes it: who works when, with what, where, and beside whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Hours that recur: `weekday` 0 is Monday; an `end` at or before `start` means the next morning."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Leave:
    """Days off, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Worker:
    """One member of staff. `contract_min` and `max_min` are minutes a week; skills are words: "lead", "d1"."""

    id: str
    name: str
    skills: frozenset[str]
    under_18: bool
    contract_min: int
    max_min: int
    availability: tuple[WeeklyHours, ...]
    leave: tuple[Leave, ...] = ()


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A bus: when it may be out, and how long it takes to set up and pack away, in minutes."""

    id: str
    name: str
    availability: tuple[WeeklyHours, ...]
    set_up_min: int


@dataclass(frozen=True, slots=True)
class Site:
    """Where the bus may park or a foot team may start. Without a current risk assessment nobody goes."""

    id: str
    name: str
    lon: float
    lat: float
    modes: frozenset[str]
    hours: tuple[WeeklyHours, ...]
    risk_assessed_until: date | None


@dataclass(frozen=True, slots=True)
class PartnerWindow:
    """Officers a partner offers, every week at these hours."""

    hours: WeeklyHours
    officers: int


@dataclass(frozen=True, slots=True)
class Partner:
    """A police team or another partner. `sites` are ids, None for all; `week_min` caps officer minutes."""

    id: str
    name: str
    sites: tuple[str, ...] | None
    windows: tuple[PartnerWindow, ...]
    week_min: int | None = None


@dataclass(frozen=True, slots=True)
class OtherProvision:
    """A session that another organisation holds, every week: it covers, and we do not double it."""

    by: str
    name: str
    lon: float
    lat: float
    hours: WeeklyHours


@dataclass(frozen=True, slots=True)
class Team:
    """One workbook, read and checked. `synthetic` is true for the sample's."""

    name: str
    workers: tuple[Worker, ...]
    vehicles: tuple[Vehicle, ...]
    sites: tuple[Site, ...]
    partners: tuple[Partner, ...] = ()
    other_provision: tuple[OtherProvision, ...] = ()
    synthetic: bool = False
    warnings: tuple[str, ...] = field(default=(), compare=False)

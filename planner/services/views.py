"""What the pages and the command line are shown: frozen, already filtered for the person who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.places import Hotspot
from models.week import Week
from planner.intake.steps import DroppedColumn, StepCount
from planner.rota.result import Deployment, Rota, Standby, Uncovered
from planner.services.manager_views import Fixed


class Role(StrEnum):
    """What a person may see and do; everything not granted is denied."""

    MANAGER = "manager"
    WORKER = "worker"
    ANALYST = "analyst"
    PARTNER = "partner"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in. `worker` links to the team's worker id; `partner` to the partner's id.

    `stamp` changes with the password, so that who signed in with an older one is out.
    """

    id: int
    username: str
    role: Role
    worker: str | None = None
    partner: str | None = None
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class WeekStatus:
    """A planned week in a list: `status` is "draft" or "published"."""

    week: Week
    status: str
    deployments: int
    synthetic: bool
    published_by: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class JointRequest:
    """A person's request for a joint session; `reason` is a key of `planner.services.joint.REASONS`."""

    id: int
    week: Week
    place: str
    place_name: str
    partner: str
    partner_name: str
    start: datetime
    end: datetime
    reason: str
    reason_text: str
    requested_by: str


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """A week as one person may see it.

    `rota` is filtered (workers: published only; partners: joint sessions of their own only, without workers' names).
    `names` gives the words for every id the page shows (worker, site, place, partner, vehicle). `fixed` is
    for the office. `begun_unpublished` counts a draft's sessions that have begun and were never published so.
    """

    week: Week
    status: str
    rota: Rota
    names: dict[str, str]
    synthetic: bool
    made_at: datetime
    published_by: str | None
    published_at: datetime | None
    requests: tuple[JointRequest, ...]
    problems_before_publishing: tuple[str, ...]
    data_until: date | None
    fixed: Fixed | None = None
    begun_unpublished: int = 0


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One place: its hotspot, its sessions in the week, and what was left uncovered there."""

    hotspot: Hotspot
    week: Week
    deployments: tuple[Deployment, ...]
    uncovered: tuple[Uncovered, ...]
    names: dict[str, str]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Today:
    """A worker's day: own deployments on that date, in order, then the next day's.

    `standby` has who could step in at these, `on_call` the sessions of both days where the worker could.
    """

    day: date
    deployments: tuple[Deployment, ...]
    tomorrow: tuple[Deployment, ...]
    names: dict[str, str]
    synthetic: bool
    worker_name: str | None
    standby: tuple[Standby, ...] = ()
    on_call: tuple[Deployment, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """One import: rows = incidents + duplicates + review + rejected, always.

    Purpose, agreement, owner and the day by which it is deleted are those of the day it came in; None where nothing
    was recorded. `ended_how` is "undone" or "deleted" for one whose rows are gone.
    """

    id: int
    file: str
    profile: str
    made_at: datetime
    made_by: str
    rows: int
    incidents: int
    duplicates: int
    review: int
    rejected: int
    synthetic: bool
    sha256: str = ""
    dropped_columns: tuple[str, ...] = ()
    purpose: str | None = None
    agreement: str | None = None
    owner: str | None = None
    delete_by: date | None = None
    steps: tuple[StepCount, ...] = ()
    dropped: tuple[DroppedColumn, ...] = ()
    ended_how: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None


@dataclass(frozen=True, slots=True)
class Basemap:
    """What every map shows without tiles: GeoJSON in WGS84 and labelled points.

    `boundary` is the borough's outline (Polygon or MultiPolygon geometry); `streets` are polylines
    ((lon, lat), ...) ; `stations` are (name, lon, lat). `bounds` is (west, south, east, north).
    """

    area_name: str
    boundary: dict[str, object]
    streets: tuple[tuple[tuple[float, float], ...], ...]
    stations: tuple[tuple[str, float, float], ...]
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """Long work beside the web: `state` is "waiting", "running", "stopping", "stopped", "done" or "failed"."""

    id: str
    name: str
    state: str
    progress: float
    message: str
    owner: str

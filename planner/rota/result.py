"""The rota as ROTA.json describes it."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

_CONFIG = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, config=_CONFIG)
class JointSession:
    """A partner beside the team: who, why, and the person who approved it (None while a draft)."""

    partner: str
    reason: str
    approver: str | None = None


@dataclass(frozen=True, config=_CONFIG)
class Deployment:
    """A team and a mode given to a session."""

    id: str
    team: str
    mode: Literal["bus", "foot"]
    joint: JointSession | None
    place: str
    site: str
    lon: float
    lat: float
    start: AwareDatetime
    end: AwareDatetime
    workers: tuple[str, ...]
    lead: str
    driver: str | None
    vehicle: str | None
    theme: str | None
    value: float
    why: tuple[str, ...]


@dataclass(frozen=True, config=_CONFIG)
class Shift:
    """One worker's paid span of one day: preparation, travel, sessions, debrief. Minutes."""

    worker: str
    start: AwareDatetime
    end: AwareDatetime
    break_min: int
    paid_min: int
    deployments: tuple[str, ...]


@dataclass(frozen=True, config=_CONFIG)
class Uncovered:
    """A valuable session left out, and why not. `loss` is the value given up by forcing it in, where known."""

    place: str
    start: AwareDatetime
    end: AwareDatetime
    value: float
    why_not: tuple[str, ...]
    verified: bool = False
    displaces: tuple[str, ...] = ()
    loss: float | None = None


@dataclass(frozen=True, config=_CONFIG)
class AuditLine:
    """A breach of a hard rule or the cost of a soft one."""

    rule: str
    kind: Literal["hard", "soft"]
    subject: str
    detail: str
    penalty: float = 0.0


@dataclass(frozen=True, config=_CONFIG)
class Standby:
    """A worker who could step in at an evening's session, for any one of `instead_of`, within every rule.

    `roles` are those the worker is qualified for there: "lead", "driver", "worker".
    """

    deployment: str
    worker: str
    instead_of: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True, config=_CONFIG)
class Tier:
    """One tier of the lexicographic objective as it was solved."""

    name: str
    objective: float | None
    bound: float | None
    status: str


@dataclass(frozen=True, config=_CONFIG)
class Rota:
    """A week's deployments and shifts, what was left uncovered, the reasons, and who could step in at evenings."""

    week: str
    status: Literal["optimal", "feasible", "infeasible"]
    objective: float | None
    bound: float | None
    gap: float | None
    tiers: tuple[Tier, ...]
    seed: int
    seconds: float
    deployments: tuple[Deployment, ...]
    shifts: tuple[Shift, ...]
    uncovered: tuple[Uncovered, ...]
    audit: tuple[AuditLine, ...]
    standby: tuple[Standby, ...] = ()


ROTA_JSON: TypeAdapter[Rota] = TypeAdapter(Rota)

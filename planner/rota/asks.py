"""What a person asks of a week before it is planned: joint sessions, and sessions that are fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from models.week import Week
from planner.rota.build_offers import SiteDemand, offer_at
from planner.rota.problem import Mode, Offer, Pin


@dataclass(frozen=True, slots=True)
class JointAsk:
    """A person's request for a joint session at a site, wholly between two (aware) times."""

    site: str
    partner: str
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class FixedSession:
    """A session a manager fixed: a site and its exact (aware) times; mode and workers where these are fixed too."""

    site: str
    start: datetime
    end: datetime
    mode: Mode | None = None
    workers: tuple[str, ...] | None = None


def with_fixed(
    offers: Sequence[Offer],
    fixed: Iterable[FixedSession],
    demand: Mapping[str, SiteDemand],
    week: Week,
    zone: ZoneInfo,
) -> tuple[tuple[Offer, ...], tuple[Pin, ...]]:
    """The offers with every fixed session among them, and the pins that fix these. Unknown sites are left out."""
    known = {(offer.site, offer.start, offer.end): offer for offer in offers}
    pins: list[Pin] = []
    for one in fixed:
        if one.site not in demand or one.start.astimezone(zone).date() not in week.days:
            continue
        key = one.site, one.start, one.end
        if key not in known:
            known[key] = offer_at(demand[one.site], week, zone, one.start, one.end)
        pins.append(Pin(known[key].id, one.mode, one.workers))
    ordered = sorted(known.values(), key=lambda offer: (offer.start, offer.end, offer.site))
    return tuple(ordered), tuple(pins)

"""The sessions that somebody could hold, out of demand and site hours: the best of them, with variety."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from geodata.travel import minutes_by_road, minutes_on_foot, straight_line_m
from models.places import Hotspot
from models.week import WEEKDAYS, Week
from planner.rota.problem import JointRequest, Offer, ProblemSite, Unserved
from planner.team.types import Site, WeeklyHours


@dataclass(frozen=True)
class BuildSettings:
    """How sessions are made out of demand.

    `walk_m` joins sites to hotspots; a session starts every `step_min` and lasts one of `durations_min`; at most
    about `most_offers` are kept. Sites within `near_m` share `near_share` of their catchments at the same hours,
    within `far_m` `far_share`.
    """

    walk_m: float = 600
    durations_min: tuple[int, ...] = (150, 120, 180)
    step_min: int = 30
    most_offers: int = 200
    near_m: float = 500
    near_share: float = 0.5
    far_m: float = 1000
    far_share: float = 0.25
    unserved_hours: int = 3


@dataclass(frozen=True, eq=False)  # one per site: compared by identity, as it holds an array
class SiteDemand:
    """A site with the reports expected within its walk, (7, 24), and the hotspot it serves."""

    site: Site
    place: ProblemSite
    hours: NDArray[np.float64]
    hotspot: Hotspot | None


@dataclass(frozen=True)
class _Session:
    """A possible session: minutes of the clock into its local day."""

    demand: SiteDemand
    weekday: int
    start: int
    end: int
    value: float

    def overlap(self, other: _Session) -> int:
        """Minutes that two sessions of one day share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


def make_offers(
    week: Week,
    zone: ZoneInfo,
    demand: Sequence[SiteDemand],
    asks: Sequence[JointRequest],
    settings: BuildSettings,
) -> tuple[Offer, ...]:
    """The best sessions of every site and day, in rounds so that each site and day keeps some, and those asked for.

    The first round takes each site and day's best session, the second its best at other hours, the third its best
    of another length; then whatever is best.
    """
    rounds: list[list[_Session]] = [[], [], [], []]
    asked: list[_Session] = []
    for one in demand:
        by_day: dict[int, list[_Session]] = defaultdict(list)
        for session in _sessions(one, settings):
            by_day[session.weekday].append(session)
        for sessions in by_day.values():
            for number, session in enumerate(_ranked(sessions)):
                rounds[min(number, 3)].append(session)
            asked += _asked(sessions, asks, week, zone)
    chosen = list(dict.fromkeys(asked))
    for ranked in rounds:
        for session in sorted(ranked, key=_order):
            if len(chosen) >= settings.most_offers:
                break
            if session not in chosen and session.value > 0:
                chosen.append(session)
    chosen.sort(key=lambda s: (s.weekday, s.start, s.end, s.demand.site.id))
    return tuple(_offer(week, zone, session) for session in chosen)


def offer_at(one: SiteDemand, week: Week, zone: ZoneInfo, start: datetime, end: datetime) -> Offer:
    """The session of a site between two instants, which somebody fixed, whatever its hours."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    weekday = week.days.index(first.date())
    opens = first.hour * 60 + first.minute
    closes = last.hour * 60 + last.minute + (24 * 60 if last.date() > first.date() else 0)
    value = round(_expected(one.hours, weekday, opens, closes), 3)
    return _offer(week, zone, _Session(one, weekday, opens, closes, value))


def _order(session: _Session) -> tuple[float, int, int, str]:
    return -session.value, session.weekday, session.start, session.demand.site.id


def _sessions(one: SiteDemand, settings: BuildSettings) -> Iterator[_Session]:
    for hours in one.site.hours:
        opens, closes = _minutes(hours)
        first = math.ceil(opens / settings.step_min) * settings.step_min
        for start in range(first, min(closes, 24 * 60), settings.step_min):
            for length in settings.durations_min:
                if start + length <= closes:
                    value = _expected(one.hours, hours.weekday, start, start + length)
                    yield _Session(one, hours.weekday, start, start + length, round(value, 3))


def _ranked(sessions: Sequence[_Session]) -> list[_Session]:
    """The best by value an hour and length; then the best at other hours; then another length of the best."""
    left = sorted(sessions, key=_order)
    middle = [s for s in left if s.end - s.start == sorted({x.end - x.start for x in left})[-1]] or left
    first = middle[0]
    ranked = [first]
    others = [s for s in left if s.overlap(first) <= (s.end - s.start) // 4]
    if others:
        ranked.append(others[0])
    shorter = [s for s in left if s.end - s.start < first.end - first.start and s not in ranked]
    if shorter:
        ranked.append(max(shorter, key=lambda s: (s.value / (s.end - s.start), -s.start)))
    return [*ranked, *(s for s in left if s not in ranked)]


def _asked(
    sessions: Sequence[_Session], asks: Sequence[JointRequest], week: Week, zone: ZoneInfo
) -> list[_Session]:
    """The two best sessions inside each request for the place: a request must find one to be scheduled."""
    found = []
    for ask in asks:
        inside = [
            session
            for session in sessions
            if session.demand.place.place == ask.place
            and ask.start <= _moment(week, zone, session.weekday, session.start)
            and _moment(week, zone, session.weekday, session.end) <= ask.end
        ]
        found += sorted(inside, key=_order)[:2]
    return found


def _minutes(hours: WeeklyHours) -> tuple[int, int]:
    start, end = (moment.hour * 60 + moment.minute for moment in (hours.start, hours.end))
    return start, end if end > start else end + 24 * 60


def _expected(hours: NDArray[np.float64], weekday: int, start: int, end: int) -> float:
    """Reports expected between two minutes of a local day (beyond midnight too)."""
    flat = hours.reshape(-1)
    total, minute = 0.0, start
    while minute < end:
        until = min(end, (minute // 60 + 1) * 60)
        total += float(flat[(weekday * 24 + minute // 60) % flat.size]) * (until - minute) / 60
        minute = until
    return total


def _moment(week: Week, zone: ZoneInfo, weekday: int, minutes: int) -> datetime:
    day = week.days[weekday] + timedelta(days=minutes // (24 * 60))
    return datetime.combine(day, time(minutes // 60 % 24, minutes % 60), zone)


def _offer(week: Week, zone: ZoneInfo, session: _Session) -> Offer:
    start, end = (_moment(week, zone, session.weekday, minutes) for minutes in (session.start, session.end))
    return Offer(
        id=f"{session.demand.site.id}-{start:%a}-{start:%H%M}-{end:%H%M}",
        site=session.demand.site.id,
        start=start,
        end=end,
        value=session.value,
        modes=session.demand.place.modes,
        reasons=_reasons(session, start, end),
    )


def _reasons(session: _Session, start: datetime, end: datetime) -> tuple[str, ...]:
    sentences = []
    spot = session.demand.hotspot
    for window in spot.windows if spot else ():
        shared = min(session.end, window.end_hour * 60) - max(session.start, window.start_hour * 60)
        if window.weekday == session.weekday and shared > 0:
            hours = f"{window.start_hour:02d}:00 to {window.end_hour:02d}:00"
            sentences.append(f"Most reports of a {WEEKDAYS[window.weekday]} here fall between {hours}.")
    words = "Fewer than 0.1 reports are" if session.value < 0.1 else f"About {session.value:.1f} reports are"
    if 0.95 <= session.value < 1.05:
        words = "About one report is"
    sentences.append(
        f"{words} expected within a short walk from {start:%H:%M} to {end:%H:%M} on this {start:%A}."
    )
    return tuple(sentences)


def make_overlaps(
    offers: Sequence[Offer], sites: Mapping[str, ProblemSite], settings: BuildSettings
) -> tuple[tuple[str, str, float], ...]:
    """Sessions of different places that share hours and ground: how much of one's catchment the other covers."""
    overlaps = []
    metres = {
        (a.id, b.id): straight_line_m((a.lon, a.lat), (b.lon, b.lat))
        for a in sites.values()
        for b in sites.values()
    }
    for index, one in enumerate(offers):
        for other in offers[index + 1 :]:
            seconds = (min(one.end, other.end) - max(one.start, other.start)).total_seconds()
            if seconds <= 0 or sites[one.site].place == sites[other.site].place:
                continue
            apart = metres[one.site, other.site]
            near = settings.near_share if apart < settings.near_m else settings.far_share
            if apart < settings.far_m:
                shorter = min(one.end - one.start, other.end - other.start).total_seconds()
                overlaps.append((one.id, other.id, round(near * seconds / shorter, 2)))
    return tuple(overlaps)


def make_unserved(
    week: Week, zone: ZoneInfo, hotspots: Sequence[Hotspot], settings: BuildSettings
) -> tuple[Unserved, ...]:
    """The hours of hotspots that no site reaches: their windows, or their busiest hours on one day."""
    gaps = []
    for spot in hotspots:
        name = spot.place.name
        why_not = (f"No site with a risk assessment lies within {settings.walk_m:.0f} m of {name}.",)
        for weekday, first, last, expected in _best_hours(spot, settings):
            start, end = _moment(week, zone, weekday, first * 60), _moment(week, zone, weekday, last * 60)
            gaps.append(Unserved(spot.place.id, start, end, round(expected, 3), why_not))
    return tuple(gaps)


def _best_hours(spot: Hotspot, settings: BuildSettings) -> list[tuple[int, int, int, float]]:
    if spot.windows:
        return [(w.weekday, w.start_hour, w.end_hour, w.expected) for w in spot.windows]
    length = settings.unserved_hours
    sums = [
        (sum(day[hour : hour + length]), -weekday, -hour)
        for weekday, day in enumerate(spot.hours)
        for hour in range(25 - length)
    ]
    expected, weekday, hour = max(sums)
    return [(-weekday, -hour, -hour + length, expected)]


def travel_table(sites: Sequence[Site]) -> dict[str, dict[str, float]]:
    """Whole minutes between every two sites: on foot where that is quicker, by road otherwise."""
    table: dict[str, dict[str, float]] = {}
    for one in sites:
        a = one.lon, one.lat
        table[one.id] = {
            other.id: float(math.ceil(min(minutes_on_foot(a, b), minutes_by_road(a, b), 1440)))
            for other in sites
            if other.id != one.id
            for b in [(other.lon, other.lat)]
        }
    return table


def place_reasons(spot: Hotspot) -> tuple[str, ...]:
    """What the hotspot says of itself, or its windows in words."""
    if spot.why:
        return tuple(sentence[:1000] for sentence in spot.why)
    return tuple(
        f"Reports gather here on {WEEKDAYS[window.weekday]}s from {window.start_hour}:00 to {window.end_hour}:00."
        for window in spot.windows[:2]
    )

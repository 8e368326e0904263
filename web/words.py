"""The words pages use for days, hours, counts and what the solver says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from models.places import HotWindow
from models.week import WEEKDAYS, Week, day_words
from planner.intake import PreviewRow
from planner.intake.kinds import KIND_BY_ID
from planner.rota.result import Deployment, Rota
from planner.services import REASONS
from planner.services.duplicates import PartnersReport
from planner.services.review_views import ReviewPage
from planner.services.views import Role

MODES = {"bus": "Youth Bus", "foot": "On foot"}
ROLES = {
    Role.MANAGER: "Youth engagement manager",
    Role.WORKER: "Outreach worker",
    Role.ANALYST: "Analyst",
    Role.PARTNER: "Partner",
    Role.ADMIN: "Administrator",
}


def week_words(week: Week) -> str:
    """`Monday 23 to Sunday 29 November 2026`."""
    first, last = week.days[0], week.days[-1]
    left = f"Monday {first.day}"
    if first.month != last.month:
        left += f" {first:%B}"
    if first.year != last.year:
        left += f" {first.year}"
    return f"{left} to Sunday {last.day} {last:%B %Y}"


def clock(hour: int, minute: int = 0) -> str:
    """`3pm`, `3:30pm`, `midday`, `midnight`."""
    hour %= 24
    if minute == 0 and hour in (0, 12):
        return "midday" if hour else "midnight"
    minutes = f":{minute:02d}" if minute else ""
    return f"{hour % 12 or 12}{minutes}{'am' if hour < 12 else 'pm'}"


def span_words(start: datetime, end: datetime) -> str:
    """`3pm to 6:30pm`."""
    return f"{clock(start.hour, start.minute)} to {clock(end.hour, end.minute)}"


def hours_words(span: Any) -> str:
    """`3pm to 6:30pm` of anything with a start and an end."""
    return span_words(span.start, span.end)


def window_words(window: HotWindow) -> str:
    """`Friday 3pm to 6pm`."""
    return f"{WEEKDAYS[window.weekday]} {clock(window.start_hour)} to {clock(window.end_hour)}"


def moment_words(moment: datetime) -> str:
    """`23 November 2026 at 3:05pm`, in the study area's own time."""
    area = current_app.extensions["outreach"].study_area()
    local = moment.astimezone(ZoneInfo(area.time_zone if area else "UTC"))
    return f"{local.day} {local:%B %Y} at {clock(local.hour, local.minute)}"


def date_words(day: date | str) -> str:
    """`23 November 2026`, of a day or of one written `2026-11-23`."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.day} {day:%B %Y}"


def number_words(number: float) -> str:
    """A count with its thousands apart; an expected number with as many digits as mean something."""
    if float(number).is_integer():
        return f"{int(number):,}"
    if abs(number) >= 0.95:
        return f"{number:,.1f}"
    return f"{number:.2f}" if abs(number) >= 0.095 else f"{number:.1g}"


def signed_words(number: float, digits: int) -> str:
    """`+0.3`, `-1.2`; what rounds to nothing has no sign."""
    said = f"{number:+.{digits}f}"
    return said[1:] if float(said) == 0 else said


def count_words(count: int, one: str, many: str | None = None) -> str:
    """`1 session`, `12 sessions`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def mode_words(deployment: Deployment) -> str:
    """`Youth Bus`, or `On foot`."""
    return MODES[deployment.mode]


def day_sum(deployments: Sequence[Deployment]) -> str:
    """`8 sessions, 2 by bus, 1 joint`, or `no session`."""
    if not deployments:
        return "no session"
    words = [count_words(len(deployments), "session")]
    bus, joint = sum(d.mode == "bus" for d in deployments), sum(d.joint is not None for d in deployments)
    words += [f"{bus} by bus"] if bus else []
    return ", ".join(words + ([f"{joint} joint"] if joint else []))


def lower_first(words: str) -> str:
    """A sentence that goes on after a colon."""
    return words[:1].lower() + words[1:]


def solver_words(rota: Rota) -> str:
    """What the solver proved, in a sentence or two."""
    if rota.status == "infeasible":
        return "No rota keeps every rule this week. The reasons are listed below."
    if rota.objective is None or rota.bound is None:
        return "The solver gave no figure for how good this rota is."
    scores = f"It scores {rota.objective:,.2f}"
    if rota.status == "optimal":
        return f"{scores}, and the solver proved that no rota that keeps the rules scores more."
    gap = rota.gap if rota.gap is not None else (rota.bound - rota.objective) / max(abs(rota.objective), 1e-9)
    return (
        f"{scores}. No rota that keeps the rules can score more than {rota.bound:,.2f}, so this one is within "
        f"{max(gap, 0.0):.1%} of the best; it was not proven to be the best in the time it had."
    )


def solver_status(rota: Rota) -> str:
    """The solver's status in a few words."""
    return {
        "optimal": "Proven the best",
        "feasible": "Good, not proven the best",
        "infeasible": "No rota possible",
    }[rota.status]


def reason_words(key: str) -> str:
    """A reason for a joint session in words; one we do not know as it stands."""
    return REASONS.get(key, key)


def incident_words(row: ReviewPage | PreviewRow | PartnersReport) -> str:
    """`Nuisance anti-social behaviour, Friday 20 November 2026 at 6pm, about young people` of a row that waits."""
    kind = KIND_BY_ID[row.category].label if row.category in KIND_BY_ID else row.category
    young = {"yes": ", about young people", "no": ", not about young people"}.get(row.youth_related, "")
    return f"{kind}, {time_words(row)}{young}"


def time_words(row: ReviewPage | PreviewRow | PartnersReport) -> str:
    """When an incident was, as exactly as it is known."""
    start, end = row.start, row.end
    if start is None:
        return "at an unknown time"
    if row.time_kind == "month":
        return f"some time in {start:%B %Y}"
    day = f"{day_words(start.date())} {start.year}"
    if end is None or end == start:
        return f"{day} at {clock(start.hour, start.minute)}"
    if end.date() == start.date():
        return f"{day}, some time from {span_words(start, end)}"
    if end - start <= timedelta(days=1):
        until = f"{day_words(end.date())}, {clock(end.hour, end.minute)}"
        return f"some time from {day}, {clock(start.hour, start.minute)}, to {until}"
    return f"some time from {day} to {day_words(end.date())}"


FILTERS: dict[str, Callable[..., Any]] = {
    "day_words": day_words,
    "week_words": week_words,
    "hours_words": hours_words,
    "span_words": span_words,
    "window_words": window_words,
    "moment_words": moment_words,
    "date_words": date_words,
    "number_words": number_words,
    "signed_words": signed_words,
    "count_words": count_words,
    "mode_words": mode_words,
    "day_sum": day_sum,
    "lower_first": lower_first,
    "solver_words": solver_words,
    "incident_words": incident_words,
    "solver_status": solver_status,
    "reason_words": reason_words,
    "role_words": ROLES.__getitem__,
}

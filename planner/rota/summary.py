"""A rota as plain text: what is planned, how good it is, what was left out."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from planner.rota.problem import Problem
from planner.rota.result import Deployment, Rota


def summary(problem: Problem, rota: Rota) -> str:
    """The week in lines for a terminal: status, bound and gap, the sessions by day, the best left out."""
    zone = ZoneInfo(problem.time_zone)
    lines = [f"Week {rota.week}: {_verdict(rota)}"]
    if rota.status == "infeasible":
        return "\n".join([*lines, *(f"  {line.detail}" for line in rota.audit)])
    sites = {site.id: site.name for site in problem.sites}
    names = {worker.id: worker.name or worker.id for worker in problem.workers}
    lines += [_session(d, zone, sites, names) for d in rota.deployments]
    places = {place.id: place.name for place in problem.places}
    if rota.uncovered:
        lines.append("Left out, most valuable first:")
    for gap in rota.uncovered:
        start, end = gap.start.astimezone(zone), gap.end.astimezone(zone)
        when = f"{start:%a %H:%M}-{end:%H:%M}"
        lines.append(f"  {when}  {_plain(places.get(gap.place, gap.place)):<28.28}  {' '.join(gap.why_not)}")
    lines += [f"Note: {line.detail}" for line in rota.audit if line.rule in ("search", "running_week")]
    return "\n".join(lines)


def _verdict(rota: Rota) -> str:
    if rota.objective is None:
        return "no rota keeps what was fixed."
    count = f"{len(rota.deployments)} session{'' if len(rota.deployments) == 1 else 's'}"
    bound = "unknown" if rota.bound is None else f"{rota.bound:.2f}"
    gap = "unknown" if rota.gap is None else f"{100 * rota.gap:.2f}%"
    return (
        f"{count}, {rota.status}, value {rota.objective:.2f}, bound {bound}, gap {gap}, "
        f"{rota.seconds:.1f} s, seed {rota.seed}."
    )


def _session(deployment: Deployment, zone: ZoneInfo, sites: dict[str, str], names: dict[str, str]) -> str:
    start, end = deployment.start.astimezone(zone), deployment.end.astimezone(zone)
    who = ", ".join(_plain(names.get(worker, worker)) for worker in deployment.workers)
    joint = f" with {_plain(deployment.joint.partner)}" if deployment.joint else ""
    site = _plain(sites.get(deployment.site, deployment.site))
    when = f"{start:%a} {start.day:>2} {start:%b %H:%M}-{end:%H:%M}"
    return f"  {when}  {deployment.team:<7}  {site:<28.28}  {who}{joint}"


def _plain(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)

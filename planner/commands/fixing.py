"""`outreach pin` and `outreach ban`: what is fixed for a week, and what is ruled out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from geodata.errors import BadInput
from models.week import Week
from planner.commands.said import day_of_week, known, local_moment, print_json

if TYPE_CHECKING:
    from planner.cli import App
    from planner.rota.problem import Mode
    from planner.services.manager_views import PinnedSession, RuledOut

_WEEK = click.option("--week", "week_text", required=True, metavar="WEEK", help="The week, like 2026-W48.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
_AGAIN = "Plan the week again for it to count."


@click.group()
def pin() -> None:
    """Sessions that are fixed for a week: kept whatever they cost, from the next time it is planned.

    \b
    Example:
      outreach pin list --week 2026-W48
      outreach pin add --week 2026-W48 --site S3 --start 2026-11-27T16:00 --end 2026-11-27T18:00
    """


@pin.command("list")
@_WEEK
@_JSON
@click.pass_obj
def list_pins(app: App, week_text: str, as_json: bool) -> None:
    """List what is fixed in a week.

    \b
    Example:
      outreach pin list --week 2026-W48 --json
    """
    week = Week.parse(week_text)
    found = app.outreach().fixed(None, week).pins
    if as_json:
        print_json({"week": str(week), "pins": found})
        return
    for one in found:
        click.echo(_pin_words(one))
    if not found:
        click.echo(f"No session is fixed in week {week}.")


def _pin_words(one: PinnedSession) -> str:
    mode = {"bus": "by bus", "foot": "on foot", None: "on foot or by bus"}[one.mode]
    people = f", with {', '.join(one.workers)}" if one.workers else ""
    gone = f"; does not count: {one.gone} is not in the team any more" if one.gone else ""
    when = f"{one.start:%Y-%m-%d %H:%M} to {one.end:%H:%M}"
    return f"{one.id}  {one.site_name} ({one.site}), {when}, {mode}{people}; fixed by {one.made_by}{gone}"


@pin.command("add")
@_WEEK
@click.option("--session", metavar="ID", help="A session of the planned week, by its deployment's id.")
@click.option("--same-people", is_flag=True, help="With --session: with the people it is planned with.")
@click.option("--site", help="Or a site's id, with --start and --end.")
@click.option("--start", metavar="TIME", help="Like 2026-11-27T16:00.")
@click.option("--end", metavar="TIME", help="Like 2026-11-27T18:00.")
@click.option("--mode", type=click.Choice(["bus", "foot"]), help="[default: either]")
@click.option("--worker", "workers", multiple=True, metavar="ID", help="Who holds it; may be repeated.")
@_JSON
@click.pass_obj
def add_pin(
    app: App, week_text: str, session: str | None, same_people: bool, site: str | None, start: str | None,
    end: str | None, mode: str | None, workers: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Fix a session: one that is planned, or a site at exact times.

    \b
    Examples:
      outreach pin add --week 2026-W48 --session S3-Fri-1600-1830 --same-people
      outreach pin add --week 2026-W48 --site S3 --start 2026-11-27T16:00 --end 2026-11-27T18:00 --mode foot
    """
    week, outreach = Week.parse(week_text), app.outreach()
    if session is not None:
        if site or start or end or mode or workers:
            raise BadInput("Give --session alone, or --site with --start and --end.")
        number = outreach.pin_planned(None, week, session, with_people=same_people)
    elif site is None or start is None or end is None:
        raise BadInput("Give --session, or all of --site, --start and --end.")
    else:
        team = outreach.need_team()
        people = tuple(known(one, "worker", team.workers) for one in workers)
        times = local_moment(app, start), local_moment(app, end)
        number = outreach.pin_session(
            None, week, known(site, "site", team.sites), *times, cast("Mode | None", mode), people
        )
    _said(number, week, "fixed", as_json)


@pin.command("remove")
@_WEEK
@click.argument("pin_id", type=int, metavar="ID")
@click.pass_obj
def remove_pin(app: App, week_text: str, pin_id: int) -> None:
    """Let a fixed session go, by its number in `outreach pin list`.

    \b
    Example:
      outreach pin remove --week 2026-W48 4
    """
    app.outreach().unpin(None, Week.parse(week_text), pin_id)
    click.echo(f"{pin_id} is no longer fixed. {_AGAIN}")


@click.group()
def ban() -> None:
    """What is ruled out for a week: a site, a worker, or a planned session's site at its hours.

    \b
    Example:
      outreach ban list --week 2026-W48
      outreach ban add --week 2026-W48 --worker w05 --day thu
    """


@ban.command("list")
@_WEEK
@_JSON
@click.pass_obj
def list_bans(app: App, week_text: str, as_json: bool) -> None:
    """List what is ruled out in a week.

    \b
    Example:
      outreach ban list --week 2026-W48 --json
    """
    week = Week.parse(week_text)
    found = app.outreach().fixed(None, week).bans
    if as_json:
        print_json({"week": str(week), "bans": found})
        return
    for one in found:
        click.echo(_ban_words(one))
    if not found:
        click.echo(f"Nothing is ruled out in week {week}.")


def _ban_words(one: RuledOut) -> str:
    when = "all week"
    if one.start is not None and one.end is not None:
        when = f"{one.start:%Y-%m-%d %H:%M} to {one.end:%Y-%m-%d %H:%M}"
    gone = "; does not count: not in the team any more" if one.gone else ""
    return f"{one.id}  {one.kind} {one.name}, {when}; ruled out by {one.made_by}{gone}"


@ban.command("add")
@_WEEK
@click.option("--worker", metavar="ID", help="A worker's id.")
@click.option("--site", metavar="ID", help="Or a site's.")
@click.option(
    "--session", metavar="ID", help="Or a planned session, by its deployment's id: its site at its hours."
)
@click.option("--day", metavar="DAY", help="Like thu or 2026-11-26.  [default: all week]")
@_JSON
@click.pass_obj
def add_ban(
    app: App, week_text: str, worker: str | None, site: str | None, session: str | None, day: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Rule a worker or a site out, on a day or all week, or a planned session.

    \b
    Examples:
      outreach ban add --week 2026-W48 --worker w05 --day thu
      outreach ban add --week 2026-W48 --session S3-Fri-1600-1830
    """
    week, outreach = Week.parse(week_text), app.outreach()
    if sum(one is not None for one in (worker, site, session)) != 1:
        raise BadInput("Give one of --worker, --site and --session.")
    if session is not None:
        if day is not None:
            raise BadInput("A session has its own day: leave --day out.")
        number = outreach.rule_out_planned(None, week, session)
    else:
        team, on = outreach.need_team(), None if day is None else day_of_week(day, week)
        if worker is not None:
            number = outreach.rule_out(None, week, worker=known(worker, "worker", team.workers), day=on)
        else:
            number = outreach.rule_out(None, week, site=known(site or "", "site", team.sites), day=on)
    _said(number, week, "ruled out", as_json)


@ban.command("remove")
@_WEEK
@click.argument("ban_id", type=int, metavar="ID")
@click.pass_obj
def remove_ban(app: App, week_text: str, ban_id: int) -> None:
    """Allow again what was ruled out, by its number in `outreach ban list`.

    \b
    Example:
      outreach ban remove --week 2026-W48 4
    """
    app.outreach().allow_again(None, Week.parse(week_text), ban_id)
    click.echo(f"{ban_id} is allowed again. {_AGAIN}")


def _said(number: int, week: Week, what: str, as_json: bool) -> None:
    if as_json:
        print_json({"id": number, "week": str(week)})
        return
    click.echo(f"{number} is {what} in week {week}. {_AGAIN}")

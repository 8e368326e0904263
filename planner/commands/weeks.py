"""`outreach publish`, `approve` and `joint`: what a person decides about a planned week."""

from __future__ import annotations

import click

from models.week import Week
from planner.cli import App
from planner.commands.said import local_moment


@click.command()
@click.option("--week", required=True, help="The week, like 2026-W48.")
@click.option("--by", required=True, metavar="NAME", help="The person who approves the plan.")
@click.pass_obj
def publish(app: App, week: str, by: str) -> None:
    """Publish a week's draft, so that workers and partners see it.

    Refused while a hard rule is broken or a joint session has no named approver.

    \b
    Example:
      outreach publish --week 2026-W48 --by "A. Mensah"
    """
    app.outreach().publish(None, Week.parse(week), by)
    click.echo(f"Week {week} is published by {by}.")


@click.command()
@click.option("--week", required=True, help="The week, like 2026-W48.")
@click.option("--approver", required=True, metavar="NAME", help="The person who approves the joint session.")
@click.argument("deployment")
@click.pass_obj
def approve(app: App, week: str, approver: str, deployment: str) -> None:
    """Name the approver of one joint session, by its deployment's id.

    \b
    Example:
      outreach approve --week 2026-W48 --approver "A. Mensah" d3
    """
    app.outreach().approve_joint(None, Week.parse(week), deployment, approver)
    click.echo(f"{deployment} is approved by {approver}.")


@click.group()
def joint() -> None:
    """Ask for joint sessions: a person asks, with a reason; the plan only schedules them.

    \b
    Example:
      outreach joint choices --week 2026-W48
    """


@joint.command("choices")
@click.option("--week", required=True, help="The week, like 2026-W48.")
@click.pass_obj
def choices(app: App, week: str) -> None:
    """List the places, partners and reasons that a request may name.

    \b
    Example:
      outreach joint choices --week 2026-W48
    """
    offered = app.outreach().joint_choices(Week.parse(week))
    for title, rows in (
        ("Places", offered.places),
        ("Partners", offered.partners),
        ("Reasons", offered.reasons),
    ):
        click.echo(title)
        for key, words in rows.items():
            click.echo(f"  {key}  {words}")


@joint.command("request")
@click.option("--week", required=True, help="The week, like 2026-W48.")
@click.option("--place", required=True, help="A place's id, from `outreach joint choices`.")
@click.option("--partner", required=True, help="A partner's id.")
@click.option("--from", "start", required=True, metavar="TIME", help="Like 2026-11-27T18:00.")
@click.option("--to", "end", required=True, metavar="TIME", help="Like 2026-11-27T21:00.")
@click.option("--reason", required=True, help="A reason's key.")
@click.pass_obj
def request(app: App, week: str, place: str, partner: str, start: str, end: str, reason: str) -> None:
    """Ask for a joint session at a place, inside a partner's window, with a listed reason.

    \b
    Example:
      outreach joint request --week 2026-W48 --place S3 --partner P2 \\
        --from 2026-11-27T18:00 --to 2026-11-27T21:00 --reason railway
    """
    made = app.outreach().request_joint(
        None, Week.parse(week), place, partner, local_moment(app, start), local_moment(app, end), reason
    )
    click.echo(
        f"Request {made.id}: {made.partner_name} at {made.place_name}. Plan the week again to schedule it."
    )

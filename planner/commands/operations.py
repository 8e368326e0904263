"""`outreach operation` and `outreach place-review`: series of sessions, and whether we should still come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planner.commands.said import any_day, known, print_json

if TYPE_CHECKING:
    from planner.cli import App
    from planner.services.manager_views import OperationPage, ReviewedPlace

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")


@click.group()
def operation() -> None:
    """Focused operations: so many sessions at one place between two days, with named partners or none.

    \b
    Example:
      outreach operation list
      outreach operation add "Station, autumn term" --site S3 --first 2026-11-30 --last 2026-12-20 --sessions 2
    """


@operation.command("list")
@_JSON
@click.pass_obj
def list_operations(app: App, as_json: bool) -> None:
    """List every operation, the one that ends last first.

    \b
    Example:
      outreach operation list --json
    """
    found = app.outreach().operations(None)
    if as_json:
        print_json({"operations": found})
        return
    for one in found:
        click.echo(_operation_words(one))
    if not found:
        click.echo("No operation is recorded yet. Record one with `outreach operation add NAME`.")


def _operation_words(one: OperationPage) -> str:
    counted = f"{one.sessions} {'in all' if one.in_all else 'a week'}, {one.held} in published weeks so far"
    partners = f"; with {', '.join(one.partner_names)}" if one.partner_names else ""
    comes = f" ({one.partner_name} comes along)" if one.partner_name else ""
    days = f"{one.first.isoformat()} to {one.last.isoformat()}"
    return f"{one.id}  {one.name}: {one.site_name}, {days}, {counted}{partners}{comes}; {one.state}"


@operation.command("add")
@click.argument("name")
@click.option("--site", required=True, help="A site's id in the team workbook.")
@click.option("--first", required=True, metavar="DATE", help="Its first day, like 2026-11-30.")
@click.option("--last", required=True, metavar="DATE", help="Its last day.")
@click.option("--sessions", required=True, type=int, help="How many sessions a week, or in all.")
@click.option("--in-all", is_flag=True, help="The sessions are counted in all, not a week.")
@click.option(
    "--partner", "partners", multiple=True, metavar="ID", help="A partner it names; may be repeated."
)
@click.option("--comes-along", metavar="ID", help="The partner whose officers come to its sessions.")
@_JSON
@click.pass_obj
def add(
    app: App, name: str, site: str, first: str, last: str, sessions: int, in_all: bool,
    partners: tuple[str, ...], comes_along: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Record an operation; the weeks it runs in ask for its sessions when they are planned.

    Without --comes-along the team goes on its own, whoever is named.

    \b
    Example:
      outreach operation add "Station, autumn term" --site S3 --first 2026-11-30 --last 2026-12-20 \\
        --sessions 6 --in-all --partner P1 --comes-along P2
    """
    from planner.services.operations import AskedOperation

    team = app.outreach().need_team()
    named = tuple(known(one, "partner", team.partners) for one in partners)
    asked = AskedOperation(
        name, known(site, "site", team.sites), any_day(first), any_day(last), sessions, in_all,
        None if comes_along is None else known(comes_along, "partner", team.partners), named,
    )  # fmt: skip
    number = app.outreach().record_operation(None, asked)
    if as_json:
        print_json({"id": number, "name": " ".join(name.split())})
        return
    click.echo(f"Operation {number} is recorded. The weeks it runs in ask for its sessions when planned.")


@operation.command("end")
@click.argument("operation_id", type=int, metavar="ID")
@click.pass_obj
def end(app: App, operation_id: int) -> None:
    """End an operation early, by its number in `outreach operation list`. Its line stays.

    \b
    Example:
      outreach operation end 3
    """
    app.outreach().end_operation(None, operation_id)
    click.echo(f"Operation {operation_id} is ended. Plan a draft again to take its sessions out.")


@click.group("place-review")
def place_review() -> None:
    """Reviews of places: whether the team should still come, and why.

    \b
    Example:
      outreach place-review list
      outreach place-review record --site S3 --by "Ada Mensah" --reason "Still busy after school"
    """


@place_review.command("list")
@_JSON
@click.pass_obj
def list_reviews(app: App, as_json: bool) -> None:
    """List the places with their weeks since the last review, and the reviews that stand.

    \b
    Example:
      outreach place-review list --json
    """
    places, reviews = app.outreach().reviewed_places(None), app.outreach().place_reviews(None)
    if as_json:
        due = [one.name for one in places if one.due]
        print_json({"places": places, "due": due, "reviews": reviews})
        return
    for place in places:
        click.echo(_place_words(place))
    for one in reviews:
        click.echo(
            f"review {one.id}: {one.site_name}, {one.reviewed_on.isoformat()} by {one.reviewed_by}: {one.reason}"
        )
    if not places:
        click.echo("There are no sites yet. They come with the team workbook (`outreach team import`).")


def _place_words(place: ReviewedPlace) -> str:
    sites = ", ".join(site for site, _ in place.sites)
    last = f", reviewed on {place.last.reviewed_on.isoformat()}" if place.last else ", never reviewed"
    weeks = f"{place.weeks} of {place.most} weeks with sessions{last}"
    return f"{place.name} ({sites}): {weeks}{'  REVIEW DUE' if place.due else ''}"


@place_review.command("record")
@click.option("--site", required=True, help="A site's id; the review counts for its whole place.")
@click.option("--on", metavar="DATE", help="The day of the review, like 2026-11-26.  [default: today]")
@click.option("--by", required=True, metavar="NAME", help="The member of staff who looked at the place.")
@click.option("--reason", required=True, help="What is still needed there. Of the place, never of a person.")
@_JSON
@click.pass_obj
def record(app: App, site: str, on: str | None, by: str, reason: str, as_json: bool) -> None:
    """Record that a person looked at a place and why the team goes on coming.

    \b
    Example:
      outreach place-review record --site S3 --by "Ada Mensah" --reason "Still busy after school"
    """
    outreach = app.outreach()
    known(site, "site", outreach.need_team().sites)
    day = outreach.today() if on is None else any_day(on)
    number = outreach.record_review(None, site, day, by, reason)
    if as_json:
        print_json({"id": number, "site": site, "reviewed_on": day})
        return
    click.echo(f"Review {number} is recorded. The weeks at this place are counted from {day.isoformat()}.")


@place_review.command("take-back")
@click.argument("review_id", type=int, metavar="ID")
@click.pass_obj
def take_back(app: App, review_id: int) -> None:
    """Take back a review that was recorded by mistake, by its number in `outreach place-review list`.

    \b
    Example:
      outreach place-review take-back 2
    """
    app.outreach().withdraw_review(None, review_id)
    click.echo(f"Review {review_id} is taken back. The weeks are counted from the one before.")

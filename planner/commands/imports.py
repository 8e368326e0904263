"""`outreach imports`, `agreement` and `purge`: where reports come from, and their way out again."""

from __future__ import annotations

import json
from datetime import date, datetime

import click

from models.week import date_words
from planner.cli import App
from planner.services.provenance import Agreement


@click.group()
def imports() -> None:
    """See what was brought in, and undo one import whole.

    \b
    Example:
      outreach imports list
      outreach imports undo 7
    """


@imports.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.pass_obj
def list_imports(app: App, as_json: bool) -> None:
    """List every import, newest first, with its sum.

    \b
    Example:
      outreach imports list
    """
    found = app.outreach().imports()
    if as_json:
        rows = [
            {name: _plain(getattr(one, name)) for name in type(one).__dataclass_fields__} for one in found
        ]
        click.echo(json.dumps({"imports": rows}, ensure_ascii=False))
        return
    for one in found:
        ended = f"  {one.ended_how}" if one.ended_how else ""
        click.echo(
            f"{one.id}  {one.file} ({one.profile}), {date_words(one.made_at)} by {one.made_by}: {one.rows:,} rows ="
            f" {one.incidents:,} incidents + {one.duplicates:,} duplicates + {one.review:,} to review"
            f" + {one.rejected:,} rejected{ended}"
        )
    if not found:
        click.echo("Nothing has been brought in yet. Begin with `outreach import FILE`.")


@imports.command("undo")
@click.argument("import_id", type=int, metavar="ID")
@click.pass_obj
def undo(app: App, import_id: int) -> None:
    """Take one import out whole, by its number in `outreach imports list`.

    Reports it stood for, in other files, count again. Published weeks stay as they are.

    \b
    Example:
      outreach imports undo 7
    """
    app.outreach().undo_import(None, import_id)
    click.echo(f"Import {import_id} is undone: nothing of it counts any more.")


@click.group()
def agreement() -> None:
    """Record under which sharing agreement a partner's files come in.

    \b
    Example:
      outreach agreement set housing --purpose "Planning youth outreach" --agreement "ISA 2026/14" \\
          --owner "Housing data lead" --keep-days 730
    """


@agreement.command("set")
@click.argument("profile")
@click.option("--purpose", required=True, help="What the reports are used for.")
@click.option(
    "--agreement", "name", required=True, help="The sharing agreement, or the licence of open data."
)
@click.option("--owner", required=True, help="Who at the partner answers for the reports, by role.")
@click.option("--keep-days", type=int, help="How long an import is kept.  [default: no end]")
@click.pass_obj
def set_agreement(app: App, profile: str, purpose: str, name: str, owner: str, keep_days: int | None) -> None:
    """Record the agreement for a profile's next files.

    \b
    Example:
      outreach agreement set housing --purpose "Planning youth outreach" --agreement "ISA 2026/14" \\
          --owner "Housing data lead" --keep-days 730
    """
    app.outreach().save_agreement(None, Agreement(profile, purpose, name, owner, keep_days))
    click.echo(f"The next files of {profile} come in under {name}.")


@agreement.command("list")
@click.pass_obj
def list_agreements(app: App) -> None:
    """List what is recorded.

    \b
    Example:
      outreach agreement list
    """
    found = app.outreach().agreements()
    for one in found:
        kept = "no end" if one.keep_days is None else f"{one.keep_days:,} days"
        click.echo(f"{one.profile}: {one.agreement}; {one.purpose}; owner {one.owner}; kept {kept}")
    if not found:
        click.echo("No agreement is recorded yet. Record one with `outreach agreement set PROFILE`.")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.pass_obj
def purge(app: App, dry_run: bool) -> None:
    """Delete the imports whose delete-by day is over.

    \b
    Example:
      outreach purge --dry-run
    """
    gone = app.outreach().purge(dry_run=dry_run)
    for words in gone:
        click.echo(f"{'Would delete' if dry_run else 'Deleted'} {words}")
    if not gone:
        click.echo("Nothing has been kept past its day.")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value

"""`outreach team`: the team's workbook, out and in."""

from __future__ import annotations

import json
from pathlib import Path

import click

from geodata.errors import BadInput
from planner.cli import App
from planner.team.types import Team
from planner.team.workbook import read_workbook, write_template

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def team() -> None:
    """Workers, vehicles, sites, partners and their hours, kept in a workbook.

    \b
    Example:
      outreach team template -o team.xlsx
      outreach team import team.xlsx --dry-run
    """


@team.command()
@click.option("-o", "output", type=_FILE, required=True, help="The workbook to write, ending in .xlsx.")
def template(output: Path) -> None:
    """Write an empty workbook to fill in.

    \b
    Example:
      outreach team template -o team.xlsx
    """
    if output.suffix.casefold() != ".xlsx":
        raise BadInput(f"{output.name} would not open in Excel. Give it a name that ends in .xlsx.")
    if output.exists():
        raise BadInput(
            f"{output.name} is there already, perhaps filled in. Give another name or move it away."
        )
    try:
        write_template(output)
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error.strerror}.") from error
    click.echo(f"Wrote {output}. Fill it in, then: outreach team import {output}")


@team.command("import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Read and check it, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def import_(app: App, file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Read a filled-in workbook and make it the team. Everything to put right is listed at once.

    \b
    Example:
      outreach team import team.xlsx
    """
    outreach = app.outreach()
    read = read_workbook(file, area=outreach.need_area(), geocoder=outreach.geocoder())
    if not dry_run:
        outreach.import_team(read, by="command line")
    click.echo(json.dumps(_summary(file, read, dry_run)) if as_json else _in_words(file, read, dry_run))


def _summary(file: Path, team: Team, dry_run: bool) -> dict[str, object]:
    return {
        "file": file.name,
        "team": team.name,
        "synthetic": team.synthetic,
        "dry_run": dry_run,
        "workers": len(team.workers),
        "vehicles": len(team.vehicles),
        "sites": len(team.sites),
        "partners": len(team.partners),
        "other_provision": len(team.other_provision),
        "warnings": list(team.warnings),
    }


def _in_words(file: Path, team: Team, dry_run: bool) -> str:
    sample = " (synthetic sample)" if team.synthetic else ""
    counts = ", ".join(
        f"{len(things)} {one if len(things) == 1 else many}"
        for things, one, many in (
            (team.workers, "worker", "workers"),
            (team.vehicles, "vehicle", "vehicles"),
            (team.sites, "site", "sites"),
            (team.partners, "partner", "partners"),
            (team.other_provision, "session held by others", "sessions held by others"),
        )
    )
    done = "checked, nothing kept" if dry_run else "brought in"
    lines = [f"{file.name}: {team.name}{sample}, {counts}; {done}."]
    return "\n".join(lines + [f"Please note: {warning}" for warning in team.warnings])

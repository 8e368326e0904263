"""`outreach weights`: what a report counts by its kind, as agreed locally."""

from __future__ import annotations

from pathlib import Path

import click

from models.week import date_words
from planner.cli import App
from planner.intake.kinds import DEMAND_KINDS, KINDS
from planner.intake.weights import read_weights


@click.group()
def weights() -> None:
    """Show or set what a report of each kind counts in hotspots and demand.

    \b
    Example:
      outreach weights show
    """


@weights.command("show")
@click.pass_obj
def show(app: App) -> None:
    """Show the weights that are live, and since when.

    \b
    Example:
      outreach weights show
    """
    newest = app.outreach().live_history()[0]
    severity = newest.settings.severity_weights
    for kind in KINDS:
        weight = severity.get(kind.id, 1.0) if kind.id in DEMAND_KINDS else 0.0
        click.echo(f"{weight:>5g}  {kind.id:<18} {kind.label}")
    said = newest.settings.youth_weights
    click.echo(f"Young people involved: yes {said['yes']:g}, not said {said['unknown']:g}, no {said['no']:g}")
    click.echo(f"Live since {date_words(newest.made_at)}: {newest.reason}" if newest.made_at else newest.reason)


@weights.command("set")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def set_weights(app: App, file: Path) -> None:
    """Make the weights of a file live (docs/profiles.md#weights). The lab lists them and rolls them back.

    \b
    Example:
      outreach weights set weights.toml
    """
    agreed = read_weights(file)
    app.outreach().agree_weights(None, agreed)
    click.echo(f"The weights of {date_words(agreed.dated)} are live: {agreed.source}")

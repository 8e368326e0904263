"""`outreach sample`: the synthetic borough's files, and its removal."""

from __future__ import annotations

from pathlib import Path

import click

from planner.cli import App


@click.group()
def sample() -> None:
    """The synthetic sample borough.

    \b
    Example:
      outreach sample remove
    """


@sample.command("remove")
@click.pass_obj
def remove(app: App) -> None:
    """Remove everything of the sample from the store: reports, team, weeks, accounts and places.

    Your own imports, team and weeks stay.

    \b
    Example:
      outreach sample remove
    """
    app.outreach().remove_sample()
    click.echo("The sample is removed. Next: outreach area set NAME, then outreach team import FILE.xlsx.")


@sample.command("write")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", default=1, show_default=True, help="Another seed makes another half-year.")
@click.pass_obj
def write(app: App, folder: Path, seed: int) -> None:
    """Write the sample's files into a folder, to look at or to try the other commands on.

    \b
    Example:
      outreach sample write sample-files --seed 2
    """
    from planner.sample import make_sample

    folder.mkdir(parents=True, exist_ok=True)
    made = make_sample(seed, app.today or app.outreach().today(), folder)
    click.echo(
        f"{len(made.files)} synthetic report files, their profiles, places and team workbook are in {folder}."
    )

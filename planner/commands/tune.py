"""outreach tune."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click
from tqdm import tqdm

from models.backtest import BacktestSettings, origins_between
from models.events import read_events
from models.registry import DEFAULT_MODEL
from models.runs import fingerprint, run_record
from models.spaces import SPACES
from models.tuning import TuneSettings, Tuning, tune, tuning_json
from planner.commands.backtest import advance, write_json
from planner.commands.forecast import read_boundary, split_categories

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("tune")
@click.argument("events", type=click.Path(path_type=Path))
@click.option("--from", "first", required=True, type=_DAY, metavar="DATE", help="The first origin.")
@click.option("--to", "last", required=True, type=_DAY, metavar="DATE", help="The last origin.")
@click.option("--step-days", default=7, show_default=True, help="Days between origins.")
@click.option(
    "--model", default=DEFAULT_MODEL, show_default=True, type=click.Choice(list(SPACES)), help="What to tune."
)
@click.option(
    "--metric", default="log_score", show_default=True, help="The back-test's figure to make as good as it can be."
)
@click.option(
    "--method", default="halving", show_default=True, type=click.Choice(["halving", "random"]),
    help="How settings are searched; either gives up early on those that fall behind.",
)  # fmt: skip
@click.option("--trials", default=24, show_default=True, help="Settings tried.")
@click.option(
    "--holdout", default=0.4, show_default=True, help="Share of the origins, the latest, kept for the score."
)
@click.option("--jobs", default=1, show_default=True, help="Processes; -1 for one a core.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same run.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="JSON to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON and nothing else.")
@click.option("--days", default=7, show_default=True, help="How many days each forecast covers.")
@click.option("--cell-m", default=250.0, show_default=True, help="Width of a cell in metres.")
@click.option(
    "--boundary", type=click.Path(dir_okay=False, path_type=Path), help="Forecast every cell of this area."
)
@click.option("--slots", is_flag=True, help="Score choices of cell, weekday and band of hours too.")
@click.option("--band-hours", default=4, show_default=True, help="Hours in a band.")
@click.option(
    "--category", "categories", multiple=True, metavar="NAME", help="Use these events only. Repeatable."
)
def tune_command(
    events: Path, first: datetime, last: datetime, step_days: int, model: str, metric: str, method: str, trials: int,
    holdout: float, jobs: int, seed: int, output: Path | None, as_json: bool, days: int, cell_m: float,
    boundary: Path | None, slots: bool, band_hours: int, categories: tuple[str, ...],
) -> None:  # fmt: skip
    """Search a model's settings on earlier weeks and score the best on later weeks that the search never saw.

    \b
    Example:
      outreach tune events.csv.gz --from 2021-09-06 --to 2022-06-27 --boundary city.geojson --jobs 2 -o tuned.json
    """
    settings = TuneSettings(model, metric, method, trials, holdout, jobs, seed)
    backtest = BacktestSettings(days, cell_m, slots, band_hours, split_categories(categories))
    table = read_events(events)
    with tqdm(unit="round", disable=True if as_json else None) as bar:
        result = tune(
            table,
            origins_between(first.date(), last.date(), step_days),
            settings=settings,
            backtest=backtest,
            area=read_boundary(boundary),
            progress=lambda done, total: advance(bar, done),
        )
    record = run_record(backtest, tuning_json(result), fingerprint(table))
    if output is not None:
        write_json(record, output)
    click.echo(json.dumps(record) if as_json else _words(result))


def _words(result: Tuning) -> str:
    chosen = ", ".join(f"{name} {value:g}" for name, value in result.best.items())
    return "\n".join([f"Chosen: {chosen or 'the present settings'}.", result.verdict])

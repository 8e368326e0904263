"""outreach backtest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd
from tqdm import tqdm

from geodata.errors import BadInput
from models.backtest import Backtest, BacktestSettings, Keep, origins_between, run_backtest
from models.events import read_events
from models.forecast import write_forecast
from models.registry import DEFAULT_MODEL, MODELS
from models.verdict import as_json, verdict
from planner.commands.forecast import read_boundary, split_categories

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("events", type=click.Path(path_type=Path))
@click.option("--from", "first", required=True, type=_DAY, metavar="DATE", help="The first origin.")
@click.option(
    "--to", "last", required=True, type=_DAY, metavar="DATE", help="The last origin, if a step lands on it."
)
@click.option("--step-days", default=7, show_default=True, help="Days between origins.")
@click.option(
    "--models", default=f"{DEFAULT_MODEL},decayed-count", show_default=True, metavar="A,B,...",
    help=f"Models to try beside the default: {', '.join(MODELS)}.",
)  # fmt: skip
@click.option(
    "--coverage", default="1,2,5", show_default=True, help="Shares of the area to score at, in percent."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="JSON to write.")
@click.option(
    "--predictions", type=click.Path(file_okay=False, path_type=Path), help="Folder for every forecast."
)
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
def backtest(
    events: Path, first: datetime, last: datetime, step_days: int, models: str, coverage: str, output: Path | None,
    predictions: Path | None, days: int, cell_m: float, boundary: Path | None, slots: bool, band_hours: int,
    categories: tuple[str, ...],
) -> None:  # fmt: skip
    """Score models at past origins, each from what was known and reported then.

    \b
    Example:
      outreach backtest events.csv.gz --from 2022-01-03 --to 2022-06-27 --models kde,count-4 -o backtest.json
    """
    settings = BacktestSettings(
        days, cell_m, slots, band_hours, split_categories(categories), _shares(coverage)
    )  # fmt: skip
    origins = origins_between(first.date(), last.date(), step_days)
    with tqdm(total=len(origins), unit="origin", disable=None) as bar:
        result = run_backtest(
            read_events(events),
            origins,
            split_categories((models,)),
            area=read_boundary(boundary),
            settings=settings,
            progress=lambda done, _: advance(bar, done),
            keep=None if predictions is None else _keeper(predictions),
        )
    if output is not None:
        write_json(as_json(result, settings), output)
    click.echo(_table(result))
    click.echo(verdict(result, settings))


def advance(bar: tqdm[Any], done: int) -> None:
    """Move a progress bar to where the work is."""
    bar.update(done - bar.n)


def _shares(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise BadInput(f"--coverage {text!r} should be shares of the area in percent, like 1,2,5.") from None


def _keeper(folder: Path) -> Keep:
    """Writes each forecast to FOLDER/<model>/<origin>.csv, as `outreach forecast` would."""

    def keep(model: str, origin: date, frame: pd.DataFrame) -> None:
        (folder / model).mkdir(parents=True, exist_ok=True)
        write_forecast(frame, folder / model / f"{origin.isoformat()}.csv")

    return keep


def write_json(content: Mapping[str, object], path: Path) -> None:
    """Write a run as JSON.

    Raises
    ------
    BadInput
        When the file cannot be written.
    """
    try:
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror or error}).") from None


def _table(result: Backtest) -> str:
    shown = [name for name in result.metrics if not name.startswith(("pai", "pei"))]
    rows = [[f"{result.mean(model, metric):.4g}" for metric in shown] for model in result.scores]
    return str(pd.DataFrame(rows, index=list(result.scores), columns=shown).to_string())

"""outreach forecast."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from geodata.study_area import StudyArea, area_from_boundary_file
from models.events import read_events
from models.forecast import forecast_cells, write_forecast
from models.registry import DEFAULT_MODEL, MODELS


def split_categories(given: tuple[str, ...]) -> tuple[str, ...]:
    """Categories from options that may each hold several, between commas."""
    return tuple(name.strip() for one in given for name in one.split(",") if name.strip())


def read_boundary(boundary: Path | None) -> StudyArea | None:
    """The study area of a boundary file, None without one."""
    # Events carry local clock times and are compared with local midnights, so that the zone is never asked for.
    return None if boundary is None else area_from_boundary_file(boundary, time_zone="UTC")


def as_date(moment: datetime) -> date:
    """The date of what click's DateTime gives."""
    return moment.date()


@click.command()
@click.argument("events", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="CSV to write."
)
@click.option(
    "--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
    help="The first day not known: only rows that happened and were reported before 00:00 of it are used.",
)  # fmt: skip
@click.option("--days", default=7, show_default=True, help="How many days to forecast, from DATE on.")
@click.option("--cell-m", default=250.0, show_default=True, help="Width of a cell in metres.")
@click.option(
    "--boundary", type=click.Path(dir_okay=False, path_type=Path), help="Forecast every cell of this area."
)
@click.option("--slots", is_flag=True, help="Split each cell by weekday and band of hours.")
@click.option("--band-hours", default=4, show_default=True, help="Hours in a band.")
@click.option(
    "--category", "categories", multiple=True, metavar="NAME", help="Use these events only. Repeatable."
)
@click.option(
    "--model", default=DEFAULT_MODEL, show_default=True, type=click.Choice(list(MODELS)), help="The model."
)
def forecast(
    events: Path, output: Path, as_of: datetime, days: int, cell_m: float, boundary: Path | None, slots: bool,
    band_hours: int, categories: tuple[str, ...], model: str,
) -> None:  # fmt: skip
    """Forecast the events of the next days in every cell of an area.

    EVENTS is a CSV, plain or gzipped, with event_id, category, datetime, lon, lat; optional datetime_to and reported.

    \b
    Example:
      outreach forecast events.csv.gz -o next-week.csv --as-of 2022-12-05 --boundary city.geojson
    """
    table = read_events(events)
    if table.attrs["unplaced"]:
        click.echo(f"{table.attrs['unplaced']:,} rows without coordinates were left out.", err=True)
    frame = forecast_cells(
        table, as_of=as_date(as_of), days=days, cell_m=cell_m, area=read_boundary(boundary), slots=slots,
        band_hours=band_hours, categories=split_categories(categories), model=model,
    )  # fmt: skip
    write_forecast(frame, output)

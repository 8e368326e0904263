"""`outreach area`, `outreach gazetteer` and `outreach geocode`: where things are."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from geodata.boundary_file import BOUNDARY_SUFFIXES
from geodata.errors import BadInput
from geodata.gazetteer import Gazetteer, detect_kind, kinds
from geodata.geocode import Geocoder
from geodata.geocode.table import geocode_table
from geodata.study_area import StudyArea, area_from_boundary_file, area_from_name

if TYPE_CHECKING:
    from planner.cli import App

# The facade's name for the file; both must open the same one.
GAZETTEER_FILE = "gazetteer.sqlite"
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def area() -> None:
    """The borough we plan for.

    \b
    Example:
        outreach area set Sutton
        outreach area set boundary.geojson --name "Our town" --time-zone America/Denver
    """


@area.command("set")
@click.argument("name_or_file", metavar="NAME|BOUNDARY_FILE")
@click.option("--name", help="What to call the area of a boundary file.")
@click.option("--time-zone", help="IANA time zone of a boundary file outside Great Britain.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def set_area(app: App, name_or_file: str, name: str | None, time_zone: str | None, *, as_json: bool) -> None:
    """Plan for a local authority by its name, or for the area of a boundary file (GeoJSON, GeoPackage, shapefile).

    \b
    Example:
        outreach area set Sutton
    """
    path = Path(name_or_file)
    if path.suffix.lower() in BOUNDARY_SUFFIXES or path.is_file():
        chosen = area_from_boundary_file(path, name=name, time_zone=time_zone)
    elif name is not None or time_zone is not None:
        raise BadInput("--name and --time-zone go with a boundary file; a local authority has its own.")
    else:
        chosen = area_from_name(name_or_file)
    outreach = app.outreach()
    outreach.set_study_area(chosen)
    places = outreach.gazetteer()
    if as_json:
        click.echo(json.dumps(_area_record(chosen)))
        return
    drawn = (
        "its boundary file" if chosen.outline_kind == "boundary" else "an outline drawn around its postcodes"
    )
    click.echo(f"Planning for {chosen.name}: {chosen.area_km2:.1f} km², {drawn}, {chosen.time_zone}.")
    click.echo(
        f"The gazetteer knows {sum(source.entries for source in places.status())} postcodes and places."
    )


def _area_record(chosen: StudyArea) -> dict[str, Any]:
    return {
        "name": chosen.name, "code": chosen.code, "area_km2": round(chosen.area_km2, 2),
        "epsg": chosen.crs.epsg, "time_zone": chosen.time_zone, "outline": chosen.outline_kind,
    }  # fmt: skip


@click.group()
def gazetteer() -> None:
    """The places we can name.

    \b
    Example:
        outreach gazetteer add places.csv 2026-10-metropolitan-street.csv
        outreach gazetteer status
    """


@gazetteer.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--kind", type=click.Choice(kinds()), help="What the files are; found from each file without it."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def add(app: App, files: tuple[Path, ...], kind: str | None, *, as_json: bool) -> None:
    """Read files of streets, stops, schools, postcodes or boundaries; adding a file again replaces it.

    \b
    Example:
        outreach gazetteer add places.csv
        outreach gazetteer add "ONSPD.csv" --kind onspd
    """
    # What a file is, is found before any is read, so that a wrong one is known at once.
    found_kinds = [kind or detect_kind(file) for file in files]
    places: Gazetteer = app.outreach().gazetteer()
    brought = []
    for file, found in zip(files, found_kinds, strict=True):
        with tqdm(unit=" rows", desc=file.name, disable=None, leave=False) as bar:
            added = places.add(file, kind=found, progress=bar.update)
        brought.append(added)
        if not as_json:
            click.echo(
                f"{added.file}: {added.entries} entries added ({added.kind}, {added.vintage or 'no date'})"
            )
            for reason, rows in added.skipped.items():
                click.echo(f"    {rows} rows left out: {reason}")
    if as_json:
        click.echo(json.dumps({"files": [asdict(added) for added in brought]}))


@gazetteer.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def status(app: App, *, as_json: bool) -> None:
    """Show what is loaded: file, kind, entries, vintage.

    \b
    Example:
        outreach gazetteer status --json
    """
    outreach = app.outreach()
    places: Gazetteer = outreach.gazetteer()
    sources = places.status()
    if as_json:
        record = {
            "area": places.area.name,
            "entries": sum(source.entries for source in sources),
            "sources": [asdict(source) for source in sources],
        }
        click.echo(json.dumps(record))
        return
    click.echo(f"{places.area.name}: {sum(source.entries for source in sources)} entries")
    for source in sources:
        mark = "  (synthetic sample)" if source.synthetic else ""
        click.echo(f"{source.entries:>9}  {source.kind:<18} {source.file}  {source.vintage}{mark}")


@click.command()
@click.argument("source", metavar="IN.csv", type=_FILE)
@click.option("-o", "output", metavar="OUT.csv", type=_FILE, required=True, help="The file to write.")
@click.option("--text", "column", metavar="COLUMN", required=True, help="The column that says where.")
@click.pass_obj
def geocode(app: App, source: Path, output: Path, column: str) -> None:
    """Place every row of a table: its columns, then geo_lon, geo_lat and so on, in the same order.

    \b
    Example:
        outreach geocode reports.csv -o placed.csv --text location
    """
    geocoder: Geocoder = app.outreach().geocoder()
    with tqdm(unit=" texts", desc=source.name, disable=None, leave=False) as bar:
        result = geocode_table(source, output, column, geocoder, progress=bar.update)
    click.echo(
        f"{result.rows} rows: {result.placed} placed, {result.rows - result.placed} with a reason why not."
    )

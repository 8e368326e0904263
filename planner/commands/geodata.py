"""`outreach area`, `outreach gazetteer` and `outreach geocode`: where things are."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from geodata.boundary_file import BOUNDARY_SUFFIXES
from geodata.errors import BadInput
from geodata.gazetteer import Gazetteer, detect_kind, kinds, online_answers
from geodata.geocode import Geocoder
from geodata.geocode.table import geocode_table
from geodata.location import Location
from geodata.online.plan import plan_sending
from geodata.online.settings import OnlineSettings
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
    outreach = app.outreach()
    places: Gazetteer = outreach.gazetteer()
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
    moved = outreach.refresh_areas()
    if moved and not as_json:
        click.echo(f"{moved} incidents have another ward, LSOA or postcode sector now")
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
@click.option(
    "--online", is_flag=True, help="Ask an online geocoder about the texts that could not be placed."
)
@click.option(
    "--online-url",
    envvar="OUTREACH_ONLINE_URL",
    metavar="URL",
    help="A Nominatim of your own, or OS Names' address.",
)
@click.option(
    "--online-key",
    envvar="OUTREACH_ONLINE_KEY",
    metavar="KEY",
    help="A key for OS Names; better in the environment.",
)
@click.option("--yes-send", is_flag=True, help="Agree to the texts leaving the building without being asked.")
@click.pass_obj
def geocode(
    app: App,
    source: Path,
    output: Path,
    column: str,
    *,
    online: bool,
    online_url: str | None,
    online_key: str | None,
    yes_send: bool,
) -> None:
    """Place every row of a table: its columns, then geo_lon, geo_lat and so on, in the same order.

    Nothing leaves this machine, unless --online is given and somebody agrees.

    \b
    Example:
        outreach geocode reports.csv -o placed.csv --text location
        outreach geocode reports.csv -o placed.csv --text location --online --online-url https://nominatim.example.org
    """
    if yes_send and not online:
        raise BadInput("--yes-send goes with --online")
    settings = OnlineSettings.of(online_url, online_key) if online else None
    if settings is not None and not yes_send and not is_terminal():
        raise BadInput(
            f"--online sends texts to {settings.host}: add --yes-send to agree, or run it where it can ask you"
        )
    geocoder: Geocoder = app.outreach().geocoder()
    ask_again = None if settings is None else partial(_ask_online, geocoder, settings, yes_send)
    with tqdm(unit=" texts", desc=source.name, disable=None, leave=False) as bar:
        result = geocode_table(source, output, column, geocoder, progress=bar.update, ask_again=ask_again)
    click.echo(
        f"{result.rows} rows: {result.placed} placed, {result.rows - result.placed} with a reason why not."
    )


def is_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


def _ask_online(
    geocoder: Geocoder, settings: OnlineSettings, agreed: bool, texts: list[str], answers: list[Location]
) -> list[Location]:
    """What an online geocoder says of the refused texts, when a person agrees; else the answers as they are."""
    from geodata.online.asking import OnlineGeocoder, combined

    plan = plan_sending(texts, answers, settings)
    if not plan.texts:
        click.echo("Nothing is left to ask the online geocoder.", err=True)
        return answers
    click.echo(f"Warning: {plan.warning}", err=True)
    if (
        not agreed
        and click.prompt("Type SEND to send them", default="", show_default=False, err=True) != "SEND"
    ):
        click.echo("Nothing was sent.", err=True)
        return answers
    asked = OnlineGeocoder(settings, geocoder.area, geocoder.gazetteer.path.with_name(online_answers.FILE))
    with tqdm(total=len(plan.texts), unit=" texts", desc=plan.host, disable=None, leave=False) as bar:
        found = asked.geocode(plan, plan.agree("the command line"), progress=bar.update)
    return [
        combined(answer, found[text]) if text in found else answer
        for text, answer in zip(texts, answers, strict=True)
    ]

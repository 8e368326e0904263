"""Read the team's workbook into a `Team`, or say everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planner.team.cells import read_yes_no
from planner.team.faults import Faults
from planner.team.grounds import read_provision, read_sites
from planner.team.layout import PARTNERS, SITES, SYNTHETIC, TEAM, TEAM_NAME, VEHICLES, WINDOWS, WORKERS, plain
from planner.team.people import read_partners, read_vehicles, read_workers
from planner.team.positions import Positions
from planner.team.records import Reader
from planner.team.sheets import open_sheets
from planner.team.types import Partner, Site, Team, Vehicle, Worker

if TYPE_CHECKING:
    from geodata.geocode import Geocoder
    from geodata.study_area import StudyArea


def read_workbook(path: Path, *, area: StudyArea | None, geocoder: Geocoder | None = None) -> Team:
    """Read and check a team's workbook.

    Parameters
    ----------
    path
        The .xlsx file, filled in from the template.
    area
        The study area; sites far outside it are faults. None checks no place.
    geocoder
        Looks up sites given as a postcode or a place's name. Without one those need coordinates.

    Raises
    ------
    BadInput
        With every fault of every sheet: sheet, row, column, what was found and what to write instead.
    """
    path = Path(path)
    faults = Faults(path.name)
    rows = open_sheets(path, faults)
    reader = Reader(rows, faults)
    name, synthetic = _read_team_sheet(reader)
    workers = read_workers(reader)
    vehicles = read_vehicles(reader)
    positions = Positions(area, geocoder)
    sites = read_sites(reader, positions)
    partners = read_partners(reader, {plain(site.name): site.id for site in sites})
    provision = read_provision(reader, positions)
    faults.raise_any()
    return Team(
        name=name,
        workers=workers,
        vehicles=vehicles,
        sites=sites,
        partners=partners,
        other_provision=provision,
        synthetic=synthetic,
        warnings=tuple(_warnings(workers, vehicles, sites, partners)),
    )


def _read_team_sheet(reader: Reader) -> tuple[str, bool]:
    name, synthetic = "", False
    for record in reader.records(TEAM):
        field = plain(record.text("Field"))
        if field == plain(TEAM_NAME):
            name = record.text("Value")
        elif field == plain(SYNTHETIC):
            synthetic = bool(record.cell("Value", read_yes_no, default=False))
    if not name and reader.has(TEAM):
        reader.faults.add(TEAM.name, f"the team's name is missing. Write it beside {TEAM_NAME}.")
    return name, synthetic


def _warnings(
    workers: Sequence[Worker], vehicles: Sequence[Vehicle], sites: Sequence[Site], partners: Sequence[Partner]
) -> Iterable[str]:
    if not any("lead" in worker.skills for worker in workers):
        yield f"Sheet {WORKERS.name}: nobody is qualified to lead, so no session can be held."
    if vehicles and not any("d1" in worker.skills for worker in workers):
        yield f"Sheet {WORKERS.name}: nobody has D1, so no vehicle can go out."
    for worker in workers:
        if not worker.availability:
            yield f"{worker.name} has no row on the sheet Availability and will not be put on the rota."
    if not vehicles and any(site.modes == frozenset({"bus"}) for site in sites):
        yield f"Sheet {VEHICLES.name}: there is no vehicle, so sites for the bus alone stay unused."
    for site in sites:
        if site.risk_assessed_until is None:
            yield f"Sheet {SITES.name}: {site.name} has no risk assessment date, so nobody is sent there."
    for partner in partners:
        if not partner.windows:
            yield f"Sheet {PARTNERS.name}: {partner.name} offers no hours on the sheet {WINDOWS.name}."

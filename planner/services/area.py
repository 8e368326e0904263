"""The borough we plan for, and what every map shows beneath the week."""

from __future__ import annotations

import json
from pathlib import Path

from shapely.geometry import mapping

from geodata.basemap import stations, street_lines
from geodata.errors import BadInput
from geodata.gazetteer.sources import boundaries, code_point_open, onspd
from geodata.gazetteer.writing import PACKAGED
from geodata.study_area import StudyArea
from planner.services.base import AREA_KEY, COMMAND_LINE, GAZETTEER_FILE, UseCases
from planner.services.views import Basemap
from planner.store import people, reports
from planner.store import settings as settings_store

# Products that name no street, stop or landmark.
POSTCODES_ALONE = frozenset({PACKAGED, onspd.KIND, code_point_open.KIND, boundaries.KIND})


class AreaUseCases(UseCases):
    """Set the study area; draw the ground."""

    def set_study_area(self, area: StudyArea, by: str = COMMAND_LINE) -> None:
        """Plan for this area from now on.

        Raises
        ------
        BadInput
            While incidents of another area are in the store: their places would mean nothing here.
        """
        before = self.study_area()
        with self.store.transaction() as session:
            moved = before is not None and (before.name, before.crs) != (area.name, area.crs)
            if moved and before is not None and reports.count_incidents(session):
                raise BadInput(
                    f"The store holds reports of {before.name}. Remove the sample with `outreach sample remove`,"
                    " or use another data folder (--data-dir) for another area."
                )
            settings_store.set_setting(session, AREA_KEY, json.loads(area.to_json()))
            people.write_audit(session, by, "set study area", name=area.name)
        if moved:
            (self.data_dir / GAZETTEER_FILE).unlink(missing_ok=True)

    def basemap(self) -> Basemap | None:
        """The outline, stations and streets, or None while no area is set."""
        area = self.study_area()
        if area is None:
            return None
        gazetteer = self.gazetteer()
        west, south, east, north = area.boundary.bounds
        return Basemap(
            area_name=area.name,
            boundary=json.loads(json.dumps(mapping(area.boundary))),
            streets=tuple(tuple(line) for line in street_lines(gazetteer, area)),
            stations=tuple(stations(gazetteer, area)),
            bounds=(west, south, east, north),
        )

    def knows_postcodes_alone(self) -> bool:
        """Whether no streets, stops or landmarks are loaded, so that only postcodes and coordinates can be placed."""
        if self.study_area() is None:
            return False
        return all(source.kind in POSTCODES_ALONE for source in self.gazetteer().status())

    def basemap_version(self) -> str:
        """Changes when the ground does, so that a page may keep its copy until then."""
        path: Path = self.data_dir / GAZETTEER_FILE
        area = self.study_area()
        stamp = path.stat().st_mtime_ns if path.exists() else 0
        return f"{area.name if area else ''}-{stamp}"

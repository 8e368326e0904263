"""What every use case stands on: the store, the data folder, the day, and the gazetteer of the study area."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from geodata.gazetteer import Gazetteer
from geodata.geocode import Geocoder
from geodata.study_area import StudyArea
from planner.services.errors import Denied
from planner.services.views import Account, Role
from planner.store import Store
from planner.store import settings as settings_store

AREA_KEY = "study_area"
GAZETTEER_FILE = "gazetteer.sqlite"
COMMAND_LINE = "command line"


class UseCases:
    """The ground the use cases share. A viewer of None is the person at the command line, who may do everything."""

    def __init__(self, data_dir: Path, store: Store, today: date | None) -> None:
        self.data_dir = data_dir
        self.store = store
        self._today = today

    def study_area(self) -> StudyArea | None:
        """The borough we plan for, or None while none is set."""
        with self.store.reading() as session:
            value = settings_store.get_setting(session, AREA_KEY)
        return None if value is None else StudyArea.from_json(json.dumps(value))

    def need_area(self) -> StudyArea:
        """The study area, or BadInput with what to do."""
        area = self.study_area()
        if area is None:
            raise BadInput("No borough is set yet. Run `outreach area set NAME`, or give a boundary file.")
        return area

    def today(self) -> date:
        """The day it is in the study area, or the stand-in that was given."""
        if self._today is not None:
            return self._today
        area = self.study_area()
        return datetime.now(ZoneInfo(area.time_zone if area else "Europe/London")).date()

    def _now(self) -> datetime:
        """The clock, or the beginning of the day that stands in for it."""
        zone = ZoneInfo(self.need_area().time_zone)
        return datetime.combine(self._today, time(), zone) if self._today else datetime.now(zone)

    def gazetteer(self) -> Gazetteer:
        """The places of the study area that we can name."""
        return Gazetteer.open(self.data_dir / GAZETTEER_FILE, self.need_area())

    def geocoder(self) -> Geocoder:
        """The geocoder over the gazetteer."""
        return Geocoder(self.gazetteer(), self.need_area())


def allow(viewer: Account | None, *roles: Role) -> None:
    """Let these roles (and the command line) pass; everyone else is denied."""
    if viewer is not None and viewer.role not in roles:
        raise Denied(f"A {viewer.role.value} may not do this.")


def name_of(viewer: Account | None) -> str:
    """How the audit trail names whoever acts."""
    return COMMAND_LINE if viewer is None else viewer.username

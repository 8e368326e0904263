"""The ward, LSOA or postcode sector of every incident, and what was reported in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geodata.areas import Areas
from geodata.gazetteer import Gazetteer
from planner.services.base import UseCases, allow
from planner.services.views import Account, Role
from planner.store import areas as area_store

COLUMNS = ("ward", "ward_code", "lsoa", "lsoa_code", "sector")
# Counts under this are not shown one by one.
SMALLEST_COUNT = 5


@dataclass(frozen=True, slots=True)
class AreaTable:
    """Incidents by neighbourhood and partner, most first. `kind` is "ward" or "postcode sector".

    A count of None stands for 1 to 4: so few could point at a person.
    """

    kind: str
    partners: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


class NeighbourhoodUseCases(UseCases):
    """Say where incidents were in the words of wards and LSOAs."""

    def areas(self) -> Areas:
        """The neighbourhoods of the gazetteer as it is now."""
        gazetteer = self.gazetteer()
        return _areas(gazetteer.path.resolve(), gazetteer.generation(), _Same(gazetteer))

    def area_columns(self, lons: Sequence[float], lats: Sequence[float]) -> list[dict[str, str | None]]:
        """What the store keeps of each point's neighbourhood."""
        # Snap points pile up: each point is looked up once.
        points = list(dict.fromkeys(zip(lons, lats, strict=True)))
        if not points:
            return []
        found = self.areas().of_points([lon for lon, _ in points], [lat for _, lat in points])
        columns = [{name: getattr(one, name) for name in COLUMNS} for one in found]
        of_point = dict(zip(points, columns, strict=True))
        return [of_point[point] for point in zip(lons, lats, strict=True)]

    def refresh_areas(self) -> int:
        """Look up every incident's neighbourhood anew, after boundaries were added; how many have another now."""
        with self.store.transaction() as session:
            rows = area_store.areas_of_incidents(session)
            if not rows:
                return 0
            now = self.area_columns([row.lon for row in rows], [row.lat for row in rows])
            changed = [
                {"id": row.id} | columns
                for row, columns in zip(rows, now, strict=True)
                if any(getattr(row, name) != columns[name] for name in COLUMNS)
            ]
            area_store.update_areas(session, changed)
        return len(changed)

    def incidents_by_area(self, viewer: Account | None = None) -> AreaTable | None:
        """What was reported in each ward (in each postcode sector while no ward is known), small counts held back."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        with self.store.reading() as session:
            kind = "ward" if area_store.any_ward(session) else "postcode sector"
            counted = area_store.count_by_area(session, "ward" if kind == "ward" else "sector")
        if not counted:
            return None
        by_partner, by_area = Counter[str](), Counter[str]()
        for (area, partner), count in counted.items():
            by_partner[partner] += count
            by_area[area] += count
        partners = tuple(partner for partner, _ in by_partner.most_common())
        rows = tuple(
            (area or "not known", tuple(_shown(counted.get((area, partner), 0)) for partner in partners))
            for area, _ in by_area.most_common()
        )
        return AreaTable(kind, partners, rows)


def _shown(count: int) -> int | None:
    return count if count == 0 or count >= SMALLEST_COUNT else None


class _Same:
    """Lets the cache see path and generation only."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=2)
def _areas(path: Path, generation: int, gazetteer: _Same) -> Areas:
    del path, generation
    return Areas(gazetteer.gazetteer)

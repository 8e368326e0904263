"""Two settings side by side, of one run or of two, and where they differ; and what the guard counts."""

from __future__ import annotations

import numpy as np

from geodata.geocode.namer import name_point
from planner.intake.kinds import DEMAND_KINDS, KIND_BY_ID
from planner.lab.guard import loop_with_and_without, unsure_places
from planner.services.base import allow
from planner.services.lab import LabUseCases
from planner.services.lab_reading import as_page
from planner.services.lab_views import CellDifference, GuardPage, RunPage, SideBySide
from planner.services.live import OFFICE
from planner.services.squares import corners_of
from planner.services.views import Account
from planner.store import lab, weeks
from planner.store.lab_tables import LabRunRow

MOST_CELLS = 250
NAMED_CELLS = 12
LEAST_DIFFERENCE = 0.01  # reports a week in a cell


class CompareUseCases(LabUseCases):
    """Set two settings side by side."""

    def side_by_side(
        self, viewer: Account | None, one: tuple[int, str], other: tuple[int, str]
    ) -> SideBySide | None:
        """Two settings, each a run's number and the label in it; None where there is no such setting."""
        allow(viewer, *OFFICE)
        with self.store.reading() as session:
            rows = lab.get_run(session, one[0]), lab.get_run(session, other[0])
        if rows[0] is None or rows[1] is None:
            return None
        live = self.live_settings()
        pages = as_page(rows[0], live), as_page(rows[1], live)
        tried = pages[0].one(one[1]), pages[1].one(other[1])
        if tried[0] is None or tried[1] is None:
            return None
        same_ground = rows[0].document["cells"] == rows[1].document["cells"]
        return SideBySide(
            one=tried[0],
            other=tried[1],
            one_run=pages[0].summary,
            other_run=pages[1].summary,
            unlike=_unlike(*pages),
            differences=self._differences(rows[0], tried[0].cells, tried[1].cells) if same_ground else (),
            seen_hours=pages[0].seen_hours,
        )

    def guard(self, viewer: Account | None = None) -> GuardPage:
        """What keeps the planner from feeding on itself, counted in this store."""
        allow(viewer, *OFFICE)
        with self.store.reading() as session:
            kinds = lab.incidents_by_kind(session)
            rotas = weeks.planned_weeks(session, published_only=True)
        hotspots, percent = self.hotspots(viewer), self.live_settings().unsure_percent
        return GuardPage(
            used=sum(count for kind, count in kinds.items() if kind in DEMAND_KINDS),
            left_out={
                KIND_BY_ID[kind].label: count
                for kind, count in sorted(kinds.items())
                if kind not in DEMAND_KINDS
            },
            sessions=sum(len(row.rota["deployments"]) for row in rotas),
            places=len(hotspots),
            unsure=len(unsure_places(hotspots)),
            percent=percent,
            loop=loop_with_and_without(percent),
        )

    def _differences(
        self, row: LabRunRow, one: tuple[float, ...], other: tuple[float, ...]
    ) -> tuple[CellDifference, ...]:
        """The cells that differ most, the greatest difference first; the first few with a name."""
        area, gazetteer = self.need_area(), self.gazetteer()
        ones, others = np.array(one), np.array(other)
        apart = np.abs(ones - others)
        order = np.argsort(-apart, kind="stable")[:MOST_CELLS]
        order = order[apart[order] >= LEAST_DIFFERENCE]
        x, y = (np.array(row.document["cells"][axis], dtype=float)[order] for axis in "xy")
        corners = corners_of(area.crs, x, y, float(row.document["cells"]["cell_m"]))
        middles = zip(*area.crs.to_lonlat(x, y), strict=True)
        return tuple(
            CellDifference(
                ring,
                float(lon),
                float(lat),
                float(ones[cell]),
                float(others[cell]),
                name_point(gazetteer, float(lon), float(lat)) if rank < NAMED_CELLS else "",
            )
            for rank, (cell, ring, (lon, lat)) in enumerate(zip(order, corners, middles, strict=True))
        )


def _unlike(one: RunPage, other: RunPage) -> str:
    if one.fingerprint["sha256"] != other.fingerprint["sha256"]:
        return "The two runs read different reports (their fingerprints differ): figures may differ for that alone."
    first, second = one.summary, other.summary
    if (first.first, first.last, first.cell_m) != (second.first, second.last, second.cell_m):
        return "The two runs scored different weeks or cells: figures may differ for that alone."
    return ""

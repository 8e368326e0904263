"""What the 20 best choices a week would meet if rates were known better than any forecast may know them.

Run with `python -m benchmarks.hindsight` from the repository, on the same Denver file as `benchmarks.hotspots`. A rate
is the decayed count of the weeks before, or of the weeks before and after with the week itself left out, each shrunk
towards all cells; hours are the city's, or the cell's own as far as `OWN_HOURS` events would move them. No forecast can
know the weeks after; where even that meets no more, what only knows the weeks before should not be expected to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.hotspots import CITIES, SHARED
from geodata.study_area import area_from_boundary_file
from models.events import events_grid, in_cells, in_order, read_events, repeats
from models.metrics import choices_met

CITY = "Denver public disorder"
PERIODS = {
    "79 weeks from 2 March 2020": (date(2020, 3, 2), 79),
    "68 weeks from 6 September 2021": (date(2021, 9, 6), 68),
}
CELLS_M = (250.0, 500.0, 1000.0)
HALF_LIVES = (4, 8, 13, 26, 52)
SLOTS = 42  # four hours each
OWN_HOURS = 30.0


@dataclass(frozen=True)
class Weeks:
    """Distinct events by cell, week (0 is the first of the period) and slot of the week."""

    cells: int
    cell: NDArray[np.int64]
    week: NDArray[np.int64]
    slot: NDArray[np.int64]

    def seen(self, week: int) -> NDArray[np.float64]:
        """Events of one week, in each cell and slot."""
        return self.counted((self.week == week).astype(float))

    def counted(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weighted events of all weeks, in each cell and slot."""
        flat = np.bincount(self.cell * SLOTS + self.slot, weights, minlength=self.cells * SLOTS)
        return np.asarray(flat.reshape(self.cells, SLOTS), dtype=np.float64)


def read_weeks(cell_m: float, first: date) -> Weeks:
    """Denver's distinct events on the cells of the city."""
    file, boundary, categories = CITIES[CITY]
    area = area_from_boundary_file(SHARED / "events" / str(boundary), time_zone="UTC")
    ordered = in_order(read_events(SHARED / "events" / file), categories)
    grid, crs = events_grid(ordered, area, cell_m)
    placed = in_cells(ordered, grid, crs)
    start = placed["start"]
    first_told = ~repeats(placed["lon"].to_numpy(), placed["lat"].to_numpy(), start.to_numpy())
    kept, start = placed[first_told], start[first_told]
    weeks = (start - pd.Timestamp(first)) // pd.Timedelta(days=7)
    slots = start.dt.day_of_week * 6 + start.dt.hour // 4
    return Weeks(len(grid), *(one.to_numpy().astype(np.int64) for one in (kept["cell"], weeks, slots)))


def choices(weeks: Weeks, week: int, half_life: int, *, after: bool, own_hours: bool) -> NDArray[np.float64]:
    """The rate of each cell and slot in a week, from the other weeks."""
    away = weeks.week - week
    weights = _weights(away, half_life, after=after)
    each = _weights(np.arange(weeks.week.min(), weeks.week.max() + 1) - week, half_life, after=after)
    rate = np.bincount(weeks.cell, weights, minlength=weeks.cells) / each.sum()
    seen_weeks = each.sum() ** 2 / (each**2).sum()
    scale = rate.mean() / max(rate.var() - rate.mean() / seen_weeks, 1e-9)
    shrunk = (rate.mean() * scale + rate * seen_weeks) / (scale + seen_weeks)
    year = weeks.counted(((weights > 0) & (np.abs(away) <= 52)).astype(float))
    hours = year.sum(axis=0) / year.sum()
    if own_hours:
        hours = (year + OWN_HOURS * hours) / (year.sum(axis=1, keepdims=True) + OWN_HOURS)
    return np.asarray(shrunk[:, None] * hours)


def _weights(away: NDArray[np.int64], half_life: int, *, after: bool) -> NDArray[np.float64]:
    """What a week so many weeks away counts; the week itself counts nothing."""
    known = (away < 0) | ((away > 0) & after)
    return np.where(known, 0.5 ** (np.abs(away) / half_life), 0.0)


def main() -> None:
    """Print events a week in the 20 best choices, for every kind of knowledge."""
    kinds = list(product((False, True), (False, True)))
    for (period, (first, count)), cell_m in product(PERIODS.items(), CELLS_M):
        weeks = read_weeks(cell_m, first)
        print(f"{period}, {cell_m:.0f} m; half-lives of {', '.join(map(str, HALF_LIVES))} weeks:")
        for after, own in kinds:
            met = [
                np.mean(
                    [
                        choices_met(
                            choices(weeks, week, half_life, after=after, own_hours=own), weeks.seen(week)
                        )[1]
                        for week in range(count)
                    ]
                )
                for half_life in HALF_LIVES
            ]
            known = "before and after" if after else "before"
            hours = "the cell's own hours" if own else "the city's hours"
            print(f"  weeks {known}, {hours}: " + ", ".join(f"{one:.2f}" for one in met), flush=True)


if __name__ == "__main__":
    main()

"""Buses, counted: the bus sessions of a day lie on as many paths as there are buses.

A path goes from one session to a later one that the same bus can reach in time. For buses that are alike this is
exact; where they differ, rows for sessions no two of which one bus can serve count those that may be out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from planner.rota.milp import Milp
from planner.rota.model import WeekModel


class BusRows:
    """The columns and rows of buses in one programme; `y` are the columns of choices."""

    def __init__(self, model: WeekModel, milp: Milp, y: Mapping[int, int]) -> None:
        self.model = model
        self.milp = milp
        self.y = y
        self.buses = model.buses
        if self.buses is None:
            return
        choices = model.choices
        trips = [index for index in y if choices[index].mode == "bus"]
        trips.sort(key=lambda index: (choices[index].start, choices[index].end, index))
        by_day: dict[int, list[int]] = defaultdict(list)
        for index in trips:
            by_day[choices[index].offer.day].append(index)
        for today in by_day.values():
            self._paths(today)
        if len({able & set(trips) for able in self.buses.values()}) > 1:
            self._together(trips)

    def _paths(self, trips: Sequence[int]) -> None:
        """What arrives at each session goes on from it, and no more buses set out than there are."""
        milp = self.milp
        arriving: dict[int, list[int]] = {index: [milp.column()] for index in trips}
        leaving: dict[int, list[int]] = defaultdict(list)
        setting_out = [columns[0] for columns in arriving.values()]
        for place, earlier in enumerate(trips):
            for later in trips[place + 1 :]:
                if not self._too_close(earlier, later):
                    on = milp.column()
                    leaving[earlier].append(on)
                    arriving[later].append(on)
        for index in trips:
            milp.row([*((column, 1.0) for column in arriving[index]), (self.y[index], -1.0)], 0.0, 0.0)
            if leaving[index]:
                milp.row([*((column, 1.0) for column in leaving[index]), (self.y[index], -1.0)], upper=0.0)
        able = sum(1 for able in (self.buses or {}).values() if able & set(trips))
        if len(trips) > able:
            milp.row(((column, 1.0) for column in setting_out), upper=able)

    def _together(self, trips: Sequence[int]) -> None:
        """Of sessions no two of which one bus could serve, no more than there are buses able to."""
        ends = {index: self.model.choices[index].end for index in trips}
        rows: set[tuple[int, ...]] = set()
        for place, latest in enumerate(trips):
            before = [index for index in trips[:place] if self._too_close(index, latest)]
            before.sort(key=lambda index: -ends[index])
            for seed in before:
                clique = [latest, seed]
                clique += [
                    i for i in before if i != seed and all(self._too_close(i, other) for other in clique)
                ]
                rows.add(tuple(sorted(clique)))
        for row in sorted(rows):
            fit = sum(1 for able in (self.buses or {}).values() if able & set(row))
            if len(row) > fit:
                self.milp.row(((self.y[index], 1.0) for index in row), upper=fit)

    def _too_close(self, one: int, other: int) -> bool:
        """Whether no bus could serve both."""
        choices = self.model.choices
        earlier, later = sorted((choices[one], choices[other]), key=lambda c: (c.start, c.end))
        if self.model.bus_gap is None:
            return later.start < earlier.end
        least = min(self.model.bus_gap(bus, earlier, later) for bus in self.buses or ())
        return later.start - earlier.end < least

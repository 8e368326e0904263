"""Stage one, where and when: a mixed-integer programme that chooses sessions.

Staff are counted, not assigned (see `staff_rows`). That is a relaxation of who can go where: its bound holds for the
whole problem, and a choice that stage two proves impossible to staff is cut off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.rota.bus_rows import BusRows
from planner.rota.milp import Answer, Milp
from planner.rota.model import WeekModel
from planner.rota.staff_rows import StaffRows
from planner.rota.value import UNITS, Values

Crews = Mapping[tuple[str, int], tuple[int, ...]]


@dataclass(frozen=True)
class Selection:
    """The sessions chosen: choices by index, and the asks (by index) that some of them serve, by offer."""

    choices: tuple[int, ...]
    serves: dict[str, tuple[int, ...]]


class StageOne:
    """The programme of one week, solved again and again with more rows.

    `all_fine` counts everyone finely: a tighter and larger programme. `only` are the offers that may be held or None.
    """

    def __init__(
        self, model: WeekModel, *, all_fine: bool = False, only: Container[str] | None = None
    ) -> None:
        self.model = model
        self.only = only
        self.values = model.values or Values(model.facts)
        self.milp = Milp()
        self.y: dict[int, int] = {}
        self.j: dict[tuple[int, str], int] = {}
        self._asks_row: int | None = None
        self._sessions()
        self._visits()
        self._shared_catchments()
        self._asks()
        BusRows(model, self.milp, self.y)
        self.staff = StaffRows(model, self.milp, self.y, all_fine=all_fine)
        self._pins()
        self.value_costs = list(self.milp.cost)

    # -- the two objectives -------------------------------------------------------------------------------------

    def aim_for_asks(self) -> None:
        """Count the sessions that people asked for, however few."""
        if self._asks_row is not None:
            self.milp.row_lower[self._asks_row] = 0.0
        self.milp.cost = [0.0] * len(self.value_costs)
        for column in self.j.values():
            self.milp.cost[column] = 1.0

    def aim_for_value(self, asks_met: int) -> None:
        """Maximise the value, with so many of the asks met."""
        self.milp.cost = [*self.value_costs, *(0.0 for _ in self.milp.cost[len(self.value_costs) :])]
        if self._asks_row is None and asks_met:
            self._asks_row = self.milp.row(((column, 1.0) for column in self.j.values()), lower=asks_met)
        elif self._asks_row is not None:
            self.milp.row_lower[self._asks_row] = asks_met

    def cut(self, choices: Iterable[int]) -> None:
        """Never choose all of these together."""
        columns = [self.y[index] for index in choices]
        self.milp.row(((column, 1.0) for column in columns), upper=len(columns) - 1)

    def force(self, choices: Iterable[int]) -> int:
        """Choose one of these; the row's index, for `release`."""
        return self.milp.row(((self.y[index], 1.0) for index in choices), lower=1)

    def release(self, row: int) -> None:
        """Lift a row that `force` made."""
        self.milp.row_lower[row] = 0.0

    def beyond(self, reduced: Sequence[float], width: float) -> set[int]:
        """Columns that no week within `width` of the bound uses; `reduced` are their reduced costs there.

        What measures value is never left out; it follows from the sessions chosen.
        """
        return self.staff.beyond(reduced, width)

    def days(self) -> dict[int, int]:
        """The day of every whole column that has one: sessions, and patterns of those counted finely."""
        days = {column: self.model.choices[index].offer.day for index, column in self.y.items()}
        for placed in self.staff.placed:
            if placed.worker in self.staff.fine:
                days[placed.column] = placed.pattern.day
        return days

    def selection(self, answer: Answer) -> Selection:
        """The sessions of a solution."""
        values = answer.values or []
        serves: dict[str, list[int]] = defaultdict(list)
        for (ask, offer), column in self.j.items():
            if values[column] > 0.5:
                serves[offer].append(ask)
        chosen = tuple(index for index, column in self.y.items() if values[column] > 0.5)
        return Selection(chosen, {offer: tuple(asks) for offer, asks in serves.items()})

    def crews(self, answer: Answer) -> Crews:
        """Who of those counted finely holds what in a solution: by worker and day, choices in order."""
        return self.staff.crews(answer.values or [], set(self.selection(answer).choices))

    # -- sessions and their value -------------------------------------------------------------------------------

    def _sessions(self) -> None:
        floor = self._floor_percent()
        for choice in self.model.choices:
            if self.model.is_open(choice) and (self.only is None or choice.offer.id in self.only):
                lone = self.values.lone(choice.offer.id, choice.mode)
                cost = lone * floor / 100 / UNITS
                self.y[choice.index] = self.milp.column(cost, integer=True)
        for group in self.model.exclusive:
            columns = [self.y[index] for index in group if index in self.y]
            if len(columns) > 1:
                self.milp.row(((column, 1.0) for column in columns), upper=1)

    def _floor_percent(self) -> int:
        """What even a late visit to a place counts, in percent."""
        return self.values.visit_percent(len(self.model.choices))

    def _visits(self) -> None:
        """Above the floor, the n-th visit to a place takes one of a few ranks that count for less and less."""
        floor = self._floor_percent()
        by_place: dict[str, list[int]] = defaultdict(list)
        for index in self.y:
            by_place[self.model.choices[index].offer.place].append(index)
        for indices in by_place.values():
            extra = [self.values.visit_percent(nth) - floor for nth in range(len(indices))]
            ranks: dict[int, list[int]] = {nth: [] for nth, percent in enumerate(extra) if percent > 0}
            for index in indices:
                choice = self.model.choices[index]
                lone = self.values.lone(choice.offer.id, choice.mode) / UNITS
                columns = [self.milp.column(lone * extra[nth] / 100) for nth in ranks]
                for rank, column in zip(ranks.values(), columns, strict=True):
                    rank.append(column)
                if columns:
                    self.milp.row([*((column, 1.0) for column in columns), (self.y[index], -1.0)], upper=0)
            for rank in ranks.values():
                self.milp.row(((column, 1.0) for column in rank), upper=1)

    def _offer_columns(self) -> dict[str, list[int]]:
        columns: dict[str, list[int]] = defaultdict(list)
        for index, column in self.y.items():
            columns[self.model.choices[index].offer.id].append(column)
        return columns

    def _shared_catchments(self) -> None:
        """The lesser of two overlapping sessions gives up the shared part, when both are chosen."""
        columns, facts = self._offer_columns(), self.model.facts
        near: dict[str, list[str]] = defaultdict(list)
        for one, other in self.values.shares:
            if one < other and one in columns and other in columns and self.values.loss(one, other):
                near[one].append(other)
        for one, others in near.items():
            groups: dict[tuple[str, int], list[str]] = defaultdict(list)
            for other in others:
                offer = facts.offer[other]
                # Sessions of one place that share an hour are never held together: one row serves them all.
                middle = (offer.start + offer.end) // 2
                groups[offer.place, middle // 60].append(other)
            for group in groups.values():
                self._share_row(one, group, columns)

    def _share_row(self, one: str, others: Sequence[str], columns: dict[str, list[int]]) -> None:
        facts = self.model.facts
        latest = max(facts.offer[other].start for other in others)
        together = all(latest < facts.offer[other].end for other in others)
        for group in [others] if together else [[other] for other in others]:
            losses = {other: self.values.loss(one, other) / UNITS for other in group}
            most = max(losses.values())
            lost = self.milp.column(-1.0, upper=most)
            terms = [(lost, 1.0)]
            terms += [(column, -losses[other]) for other in group for column in columns[other]]
            terms += [(column, -most) for column in columns[one]]
            self.milp.row(terms, lower=-most)

    # -- what people asked for

    def _asks(self) -> None:
        columns = self._offer_columns()
        beside: dict[str, list[int]] = defaultdict(list)
        for number, ask in enumerate(self.model.asks):
            own = []
            for offer in ask.offers:
                if offer in columns:
                    column = self.milp.column(integer=True)
                    self.j[number, offer] = column
                    self.milp.row([(column, 1.0), *((y, -1.0) for y in columns[offer])], upper=0)
                    own.append(column)
                    if ask.partner is not None:
                        beside[offer].append(column)
            if own:
                self.milp.row(((column, 1.0) for column in own), upper=ask.needed)
        for group in beside.values():
            if len(group) > 1:
                self.milp.row(((column, 1.0) for column in group), upper=1)
        for limit in self.model.officer_limits:
            terms = [
                (self.j[pair], float(each))
                for pair, each in zip(limit.pairs, limit.minutes_each, strict=True)
                if pair in self.j
            ]
            if terms:
                self.milp.row(terms, upper=limit.limit)

    # -- pins ----------------------------------------------------------------------------------------------------

    def _pins(self) -> None:
        columns = self._offer_columns()
        for pin in self.model.pins:
            kept = [
                self.y[choice.index]
                for choice in self.model.choices
                if choice.index in self.y and choice.offer.id == pin.offer and pin.mode in (None, choice.mode)
            ]
            self.milp.row(((column, 1.0) for column in kept), lower=1)
            others = [column for column in columns.get(pin.offer, []) if column not in kept]
            for column in others:
                self.milp.upper[column] = 0.0

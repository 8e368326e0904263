"""A mixed-integer programme as plain numbers, and what solvers answer; no solver is imported here."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace

Progress = Callable[[str, float | None, float | None, float], None]
Terms = Iterable[tuple[int, float]]


@dataclass
class Milp:
    """Maximise cost over columns between bounds, subject to rows between bounds."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[int] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    start: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def column(self, cost: float = 0.0, upper: float = 1.0, *, integer: bool = False) -> int:
        """Add a column between 0 and `upper`; its index."""
        self.cost.append(cost)
        self.lower.append(0.0)
        self.upper.append(upper)
        self.integer.append(int(integer))
        return len(self.cost) - 1

    def row(self, terms: Terms, lower: float = -math.inf, upper: float = math.inf) -> int:
        """Add a row; terms of one column must come once. Its index."""
        for column, coefficient in terms:
            self.index.append(column)
            self.value.append(coefficient)
        self.start.append(len(self.index))
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return len(self.row_lower) - 1

    def without(self, columns: Container[int]) -> tuple[Milp, list[int]]:
        """The programme with some columns at zero, and the columns that it keeps."""
        kept = [column for column in range(len(self.cost)) if column not in columns]
        number = {column: new for new, column in enumerate(kept)}
        smaller = Milp(
            cost=[self.cost[column] for column in kept],
            lower=[self.lower[column] for column in kept],
            upper=[self.upper[column] for column in kept],
            integer=[self.integer[column] for column in kept],
        )
        for row, (lower, upper) in enumerate(zip(self.row_lower, self.row_upper, strict=True)):
            span = range(self.start[row], self.start[row + 1])
            terms = [(number[self.index[at]], self.value[at]) for at in span if self.index[at] in number]
            if terms or lower > 0 or upper < 0:
                smaller.row(terms, lower, upper)
        return smaller, kept


@dataclass(frozen=True)
class Effort:
    """Where a solver may stop early, whatever the clock says: after so many nodes, or so near its bound (a share).

    `interior` begins with an interior point: many times faster where the first relaxation is large (HiGHS alone).
    """

    nodes: int | None = None
    gap: float = 0.0
    interior: bool = False


@dataclass(frozen=True)
class Relaxation:
    """The programme without integrality: a bound that holds, and each column's reduced cost (negative: it costs).

    The bound and the costs are computed from the solver's prices in arithmetic of our own; they hold for any prices.
    `values` are the columns' own, nearly.
    """

    bound: float
    reduced: list[float]
    values: list[float]


@dataclass(frozen=True)
class Answer:
    """What the solver said: status "optimal", "limit" or "infeasible"; values None when it found none."""

    status: str
    objective: float | None
    bound: float | None
    values: list[float] | None
    seconds: float

    def over(self, kept: Sequence[int], columns: int) -> Answer:
        """The same for a programme of so many columns, of which only the kept ones were asked."""
        values = [0.0] * columns
        for column, value in zip(kept, self.values or (), strict=True):
            values[column] = value
        return replace(self, values=values)

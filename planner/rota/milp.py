"""A mixed-integer programme as plain numbers, and the process of its own that solves it.

HiGHS and OR-Tools do not load into one process (decision in ROTA.md), so this module speaks JSON lines with
`planner.rota.highs_process` and imports neither.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any

Progress = Callable[[str, float | None, float | None, float], None]
Terms = Iterable[tuple[int, float]]


class SolverStopped(RuntimeError):  # noqa: N818  (what happened, as a person says it)
    """The solver's own process ended without an answer."""


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
            *([values[column] for column in kept] for values in (self.cost, self.lower, self.upper)),
            integer=[self.integer[column] for column in kept],
        )
        for row, (lower, upper) in enumerate(zip(self.row_lower, self.row_upper, strict=True)):
            span = range(self.start[row], self.start[row + 1])
            terms = [(number[self.index[at]], self.value[at]) for at in span if self.index[at] in number]
            if terms or lower > 0 or upper < 0:
                smaller.row(terms, lower, upper)
        return smaller, kept


@dataclass(frozen=True)
class Relaxation:
    """The programme without integrality: a bound that holds, and each column's reduced cost (negative: it costs).

    The bound and the costs are computed from the solver's prices in arithmetic of our own; they hold for any prices.
    """

    bound: float
    reduced: list[float]


@dataclass(frozen=True)
class Answer:
    """What the solver said: status "optimal", "limit" or "infeasible"; values None when it found none."""

    status: str
    objective: float | None
    bound: float | None
    values: list[float] | None
    seconds: float


class HighsProcess:
    """HiGHS in a process of its own, ended with the `with` block (which also cancels what it does)."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planner.rota.highs_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
        )

    def __enter__(self) -> HighsProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._process.wait()

    def solve(
        self,
        milp: Milp,
        *,
        time_limit_s: float,
        seed: int,
        start: dict[int, float] | None = None,
        on_progress: Callable[[float | None, float | None, float], None] | None = None,
    ) -> Answer:
        """Solve to proven optimality or the time limit.

        Parameters
        ----------
        start
            Values of some columns to begin from; the solver completes them.

        Raises
        ------
        SolverStopped
            When the process ends without an answer.
        """
        guess = None if start is None else [list(pair) for pair in start.items()]
        for reply in self._ask(milp, time_limit_s, seed, {"guess": guess}):
            if "status" in reply:
                return Answer(**reply)
            if on_progress is not None:
                on_progress(reply["objective"], reply["bound"], reply["seconds"])
        raise SolverStopped("The solver's process ended without an answer.")

    def relax(self, milp: Milp, *, time_limit_s: float, seed: int) -> Relaxation | None:
        """Solve without integrality; None where even that has no solution.

        Raises
        ------
        SolverStopped
            When the process ends without an answer.
        """
        for reply in self._ask(milp, time_limit_s, seed, {"relax": True}):
            return Relaxation(**reply) if reply else None
        raise SolverStopped("The solver's process ended without an answer.")

    def _ask(
        self, milp: Milp, time_limit_s: float, seed: int, more: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        pipe_in, pipe_out = self._pipes()
        message = {
            **{name: [_finite(number) for number in column] for name, column in vars(milp).items()},
            "time_limit_s": max(0.05, time_limit_s),
            "seed": seed % 2_147_483_647,
            **more,
        }
        try:
            pipe_in.write(json.dumps(message) + "\n")
            pipe_in.flush()
        except BrokenPipeError as error:
            raise SolverStopped("The solver's process has ended.") from error
        for line in pipe_out:
            yield json.loads(line)

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise SolverStopped("The solver's process has no pipes.")
        return self._process.stdin, self._process.stdout


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None

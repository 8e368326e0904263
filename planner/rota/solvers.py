"""The solvers of stage one, each in a process of its own that ends with the `with` block, which also cancels it.

HiGHS and OR-Tools do not load into one process, so this module speaks JSON lines with `planner.rota.highs_process`
and `planner.rota.scip_process`. Small programmes are not worth a process: SCIP solves them here.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal

from planner.rota.milp import Answer, Effort, Milp, Relaxation

Tell = Callable[[float | None, float | None, float], None]
Name = Literal["highs", "scip"]

# Columns that are solved sooner than a process starts.
FEW_COLUMNS = 2500
# With more whole columns than this HiGHS proves many times faster than SCIP, whose first relaxation takes too long.
FEW_WHOLE = 2000
# A process that has not answered so long after its limit does not heed it, and is ended.
PATIENCE_S = 20.0
_BOTH: tuple[Name, ...] = ("highs", "scip")


class SolverStopped(RuntimeError):  # noqa: N818  (what happened, as a person says it)
    """The solver's own process ended without an answer."""


class SolverOverran(SolverStopped):
    """It was ended, as it went on long after its limit."""


class _Process:
    """One solver's process: a programme a line in, progress and one answer a line out."""

    overran = False

    def __init__(self, name: Name) -> None:
        root = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(  # noqa: S603 (one of two modules of our own)
            [sys.executable, "-m", f"planner.rota.{name}_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
        )

    def end(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._process.wait()

    def ask(self, milp: Milp, time_limit_s: float, seed: int, **more: Any) -> Iterator[dict[str, Any]]:
        """Its replies, the last of which is the answer; they may end without one."""
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
        watch = threading.Timer(time_limit_s + PATIENCE_S, self._give_up)
        watch.daemon = True
        watch.start()
        try:
            for line in pipe_out:
                if line.endswith("\n"):  # or it was ended while it spoke
                    yield json.loads(line)
        finally:
            watch.cancel()

    def _give_up(self) -> None:
        self.overran = True
        self._process.kill()

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise SolverStopped("The solver's process has no pipes.")
        return self._process.stdin, self._process.stdout


class Solvers:
    """HiGHS for the relaxation; for the programme itself SCIP, or HiGHS where it is large. Processes start when asked.

    Parameters
    ----------
    whole
        Which of them solves whole programmes, for a second opinion; None for the one that suits the size.
    """

    def __init__(self, *, whole: Name | None = None) -> None:
        self.whole = whole
        self._processes: dict[Name, _Process] = {}

    def __enter__(self) -> Solvers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes.values():
            process.end()
        self._processes.clear()

    def start(self) -> None:
        """Start the processes now, so that they are ready when first asked."""
        for name in _BOTH if self.whole is None else ("highs", self.whole):
            self._process(name)

    def solve(
        self,
        milp: Milp,
        *,
        time_limit_s: float,
        seed: int,
        start: Mapping[int, float] | None = None,
        on_progress: Tell | None = None,
        effort: Effort | None = None,
        by: Name | None = None,
    ) -> Answer:
        """Solve to proven optimality, the time limit, or as far as `effort` says.

        Parameters
        ----------
        start
            Values of some columns to begin from; the solver completes them.
        by
            Which solver; None for the one that suits the size.

        Raises
        ------
        SolverStopped
            When the process ends without an answer.
        """
        name = by or self.whole or ("scip" if sum(milp.integer) <= FEW_WHOLE else "highs")
        if name == "scip" and len(milp.cost) <= FEW_COLUMNS:
            from planner.rota import scip

            return scip.solve(
                milp,
                time_limit_s=time_limit_s,
                seed=seed,
                start=start,
                on_progress=on_progress,
                effort=effort,
            )
        guess = None if start is None else [list(pair) for pair in start.items()]
        limits = vars(effort or Effort())
        process = self._process(name)
        for reply in process.ask(milp, time_limit_s, seed, guess=guess, effort=limits):
            if "status" in reply:
                return Answer(**reply)
            if on_progress is not None:
                on_progress(reply["objective"], reply["bound"], reply["seconds"])
        if process.overran:
            self.stop(name)
            return Answer("limit", None, None, None, time_limit_s)
        raise SolverStopped("The solver's process ended without an answer.")

    def relax(self, milp: Milp, *, time_limit_s: float, seed: int) -> Relaxation | None:
        """Solve without integrality; None where even that has no solution.

        Raises
        ------
        SolverStopped
            When the process ends without an answer; `SolverOverran` when it was ended long after its limit.
        """
        process = self._process("highs")
        for reply in process.ask(milp, time_limit_s, seed, relax=True):
            return Relaxation(**reply) if reply else None
        if process.overran:
            self.stop("highs")
            raise SolverOverran("HiGHS went on long after its limit.")
        raise SolverStopped("The solver's process ended without an answer.")

    def stop(self, name: Name) -> None:
        """End a solver's process whatever it is at; it starts again when next asked."""
        process = self._processes.pop(name, None)
        if process is not None:
            process.end()

    def _process(self, name: Name) -> _Process:
        if name not in self._processes:
            self._processes[name] = _Process(name)
        return self._processes[name]


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None

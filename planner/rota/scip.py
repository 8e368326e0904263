"""Mixed-integer programmes solved by SCIP, which comes with OR-Tools.

On stage one's smaller programmes it is quicker than HiGHS and never slow: their relaxation is tight, and SCIP branches
on it at once where HiGHS cuts first (decision 0012). One thread: the same programme and seed give the same answer.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers.gscip import gscip_pb2

from planner.rota.milp import Answer, Effort, Milp

Tell = Callable[[float | None, float | None, float], None]

_WORDS = {
    mathopt.TerminationReason.OPTIMAL: "optimal",
    mathopt.TerminationReason.INFEASIBLE: "infeasible",
    mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED: "infeasible",
}

# Most of the time goes into the first relaxation, and few nodes follow: so no cuts, no probing, no restarts (each
# solves that relaxation again), and the pricing that is cheapest a step. Chosen for programmes of few whole columns.
_PARAMETERS = gscip_pb2.GScipParameters(
    int_params={
        "separating/maxroundsroot": 0,
        "separating/maxrounds": 0,
        "presolving/maxrestarts": 0,
        "propagating/probing/maxprerounds": 0,
    },
    char_params={"lp/pricing": "q"},
)


def solve(
    milp: Milp,
    *,
    time_limit_s: float,
    seed: int,
    start: Mapping[int, float] | None = None,
    on_progress: Tell | None = None,
    effort: Effort | None = None,
) -> Answer:
    """Solve to proven optimality, the time limit, or as far as `effort` says.

    Parameters
    ----------
    start
        Values of some columns to begin from; the solver completes them.
    on_progress
        Called with (value, bound, seconds). What it raises is raised here when the solver has ended.
    """
    began, effort = time.monotonic(), effort or Effort()
    model = _model(milp)
    columns = list(model.variables())
    hints = []
    if start is not None:
        hints = [mathopt.SolutionHint(variable_values={columns[at]: value for at, value in start.items()})]
    table = _Table(on_progress)
    result = mathopt.solve(
        model,
        mathopt.SolverType.GSCIP,
        params=mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(0.05, time_limit_s)),
            threads=1,
            node_limit=effort.nodes,
            relative_gap_tolerance=effort.gap,
            absolute_gap_tolerance=1e-6,
            random_seed=seed % 2_147_483_647,
            gscip=_PARAMETERS,
        ),
        model_params=mathopt.ModelSolveParameters(solution_hints=hints),
        msg_cb=table.read,
    )
    if table.raised is not None:
        raise table.raised
    found = result.has_primal_feasible_solution()
    bound = result.best_objective_bound()
    return Answer(
        _WORDS.get(result.termination.reason, "limit"),
        result.objective_value() if found else None,
        bound if math.isfinite(bound) else None,
        list(result.variable_values(columns)) if found else None,
        time.monotonic() - began,
    )


def _model(milp: Milp) -> mathopt.Model:
    width, rows = len(milp.cost), len(milp.row_lower)
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(width))
    proto.variables.lower_bounds.extend(milp.lower)
    proto.variables.upper_bounds.extend(milp.upper)
    proto.variables.integers.extend(bool(whole) for whole in milp.integer)
    proto.objective.maximize = True
    priced = [column for column, cost in enumerate(milp.cost) if cost]
    proto.objective.linear_coefficients.ids.extend(priced)
    proto.objective.linear_coefficients.values.extend(milp.cost[column] for column in priced)
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(milp.row_lower)
    proto.linear_constraints.upper_bounds.extend(milp.row_upper)
    matrix = proto.linear_constraint_matrix
    for row in range(rows):
        # The format wants a row's columns in order.
        terms = sorted(
            zip(
                milp.index[milp.start[row] : milp.start[row + 1]],
                milp.value[milp.start[row] : milp.start[row + 1]],
                strict=True,
            )
        )
        matrix.row_ids.extend([row] * len(terms))
        matrix.column_ids.extend(column for column, _ in terms)
        matrix.coefficients.extend(coefficient for _, coefficient in terms)
    return mathopt.Model.from_model_proto(proto)


class _Table:
    """Progress as SCIP prints it: a table whose heading names the columns."""

    def __init__(self, on_progress: Tell | None) -> None:
        self.on_progress = on_progress
        self.raised: BaseException | None = None
        self._began = time.monotonic()
        self._heading: list[str] = []

    def read(self, lines: Sequence[str]) -> None:
        """Tell what some lines of the table say."""
        for line in lines:
            cells = [cell.strip() for cell in line.split("|")]
            if "dualbound" in cells:
                self._heading = cells
            elif self._heading and len(cells) >= len(self._heading) - 1 and self.raised is None:
                told = dict(zip(self._heading, cells, strict=False))
                try:
                    if self.on_progress is not None:
                        value, bound = _number(told["primalbound"]), _number(told["dualbound"])
                        self.on_progress(value, bound, time.monotonic() - self._began)
                except BaseException as error:  # the solver's own thread must not lose it
                    self.raised = error


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e20 else None

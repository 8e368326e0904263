"""HiGHS in a process of its own: one problem a line in, progress and one answer a line out (JSON).

Run as `python -m planner.rota.highs_process`. It ends when its input does.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import highspy
import numpy as np

from planner.rota.replies import Say, keep_for_replies

Floats = np.ndarray[Any, np.dtype[np.float64]]


def _bounds(numbers: list[float | None], infinite: float) -> Floats:
    return np.array([infinite if number is None else number for number in numbers], dtype=np.float64)


def _programme(message: dict[str, Any]) -> highspy.HighsLp:
    programme = highspy.HighsLp()
    programme.num_col_ = len(message["cost"])
    programme.num_row_ = len(message["row_lower"])
    programme.sense_ = highspy.ObjSense.kMaximize
    programme.col_cost_ = np.array(message["cost"], dtype=np.float64)
    programme.col_lower_ = _bounds(message["lower"], -math.inf)
    programme.col_upper_ = _bounds(message["upper"], math.inf)
    programme.row_lower_ = _bounds(message["row_lower"], -math.inf)
    programme.row_upper_ = _bounds(message["row_upper"], math.inf)
    programme.integrality_ = [
        highspy.HighsVarType.kInteger if integer else highspy.HighsVarType.kContinuous
        for integer in message["integer"]
    ]
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.array(message["start"], dtype=np.int32)
    programme.a_matrix_.index_ = np.array(message["index"], dtype=np.int32)
    programme.a_matrix_.value_ = np.array(message["value"], dtype=np.float64)
    return programme


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _highs(message: dict[str, Any], *options: tuple[str, Any]) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", message["seed"]),
        ("time_limit", float(message["time_limit_s"])),
        *options,
    ):
        solver.setOptionValue(option, value)
    return solver


# The relaxation is so tight that branching a few times proves more than cutting and searching at the root does.
_LIGHT = (
    ("mip_heuristic_run_rens", False),
    ("mip_heuristic_run_rins", False),
    ("mip_heuristic_run_root_reduced_cost", False),
    ("mip_lp_age_limit", 1),
    ("mip_pool_age_limit", 1),
)


def _solver(message: dict[str, Any], say: Say) -> highspy.Highs:
    effort = message["effort"]
    solver = _highs(message, ("mip_rel_gap", effort["gap"]), ("mip_abs_gap", 1e-6), *_LIGHT)
    if effort["nodes"] is not None:
        solver.setOptionValue("mip_max_nodes", effort["nodes"])
    if effort["interior"]:
        solver.setOptionValue("mip_lp_solver", "ipm")
    solver.passModel(_programme(message))
    if message["guess"]:
        indices, values = zip(*message["guess"], strict=True)
        solver.setSolution(
            len(indices), np.array(indices, dtype=np.int32), np.array(values, dtype=np.float64)
        )

    def tell(event: Any) -> None:
        out = event.data_out
        say(
            {
                "objective": _number(out.mip_primal_bound),
                "bound": _number(out.mip_dual_bound),
                "seconds": float(out.running_time),
            }
        )

    solver.cbMipImprovingSolution += tell
    solver.cbMipLogging += tell
    return solver


def answer(message: dict[str, Any], say: Say) -> dict[str, Any]:
    """Solve one problem, telling progress: status, objective, bound, values of the columns, seconds."""
    solver = _solver(message, say)
    solver.run()
    info, status = solver.getInfo(), solver.getModelStatus()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    words = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kModelEmpty: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
    }
    whole = any(message["integer"])
    objective = _number(info.objective_function_value) if found else None
    return {
        "status": words.get(status, "limit"),
        "objective": objective,
        "bound": _number(info.mip_dual_bound) if whole else objective,
        "values": list(solver.getSolution().col_value) if found else None,
        "seconds": solver.getRunTime(),
    }


def relaxation(message: dict[str, Any]) -> dict[str, Any]:
    """A bound, the columns' reduced costs and values, from the prices of the problem without integrality.

    An interior point has better prices for this than a corner: columns that no optimum uses are told apart. Whatever
    the prices, price times row limit plus what reduced costs could still win is a bound.
    """
    programme = _programme(message)
    programme.integrality_ = []
    solver = _highs(message, ("solver", "ipm"), ("run_crossover", "off"))
    solver.passModel(programme)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return {}
    prices = np.array(solver.getSolution().row_dual, dtype=np.float64)
    rows = len(message["row_lower"])
    # Whichever sign the solver gives its prices; and none at all where it has none.
    tries = [prices, -prices] if len(prices) == rows else []
    bound, reduced = min((_bounded(message, signed) for signed in (*tries, np.zeros(rows))), key=_first)
    values = list(solver.getSolution().col_value) or [0.0] * len(message["cost"])
    return {"bound": bound, "reduced": reduced.tolist(), "values": values}


def _bounded(message: dict[str, Any], prices: Floats) -> tuple[float, Floats]:
    """The bound that some prices give, and the reduced costs."""
    limits = np.where(
        prices > 0, _bounds(message["row_upper"], math.inf), _bounds(message["row_lower"], -math.inf)
    )
    prices = np.where(np.isfinite(limits), prices, 0.0)
    limits = np.where(np.isfinite(limits), limits, 0.0)
    entries = np.repeat(prices, np.diff(message["start"])) * np.array(message["value"], dtype=np.float64)
    index = np.array(message["index"], dtype=np.int64)
    paid = np.bincount(index, weights=entries, minlength=len(message["cost"]))
    reduced = np.array(message["cost"], dtype=np.float64) - paid
    ends = np.where(reduced > 0, _bounds(message["upper"], math.inf), _bounds(message["lower"], -math.inf))
    return float(prices @ limits + reduced @ ends), reduced


def _first(pair: tuple[float, Floats]) -> float:
    return pair[0]


def main() -> None:
    """Answer every line of standard input."""
    say = keep_for_replies()
    for line in sys.stdin:
        message = json.loads(line)
        say(relaxation(message) if message.get("relax") else answer(message, say))


if __name__ == "__main__":
    main()

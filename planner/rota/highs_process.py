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


def _bounds(numbers: list[float | None], infinite: float) -> np.ndarray[Any, np.dtype[np.float64]]:
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


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _solver(message: dict[str, Any]) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", message["seed"]),
        ("time_limit", float(message["time_limit_s"])),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-6),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(_programme(message))
    if message["guess"]:
        indices, values = zip(*message["guess"], strict=True)
        solver.setSolution(
            len(indices), np.array(indices, dtype=np.int32), np.array(values, dtype=np.float64)
        )

    def tell(event: Any) -> None:
        out = event.data_out
        _say(
            {
                "objective": _number(out.mip_primal_bound),
                "bound": _number(out.mip_dual_bound),
                "seconds": float(out.running_time),
            }
        )

    solver.cbMipImprovingSolution += tell
    solver.cbMipLogging += tell
    return solver


def answer(message: dict[str, Any]) -> dict[str, Any]:
    """Solve one problem: status, objective, bound, values of the columns, seconds."""
    solver = _solver(message)
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


def main() -> None:
    """Answer every line of standard input."""
    for line in sys.stdin:
        _say(answer(json.loads(line)))


if __name__ == "__main__":
    main()

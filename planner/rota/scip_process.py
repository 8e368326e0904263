"""SCIP in a process of its own: one programme a line in, progress and one answer a line out (JSON).

Run as `python -m planner.rota.scip_process`. It ends when its input does.
"""

from __future__ import annotations

import json
import math
import sys
from dataclasses import asdict, fields
from typing import Any

from planner.rota import scip
from planner.rota.milp import Effort, Milp
from planner.rota.replies import keep_for_replies


def _milp(message: dict[str, Any]) -> Milp:
    milp = Milp(**{field.name: message[field.name] for field in fields(Milp)})
    milp.row_lower = [-math.inf if number is None else number for number in message["row_lower"]]
    milp.row_upper = [math.inf if number is None else number for number in message["row_upper"]]
    return milp


def main() -> None:
    """Answer every line of standard input."""
    say = keep_for_replies()

    def tell(objective: float | None, bound: float | None, seconds: float) -> None:
        say({"objective": objective, "bound": bound, "seconds": seconds})

    for line in sys.stdin:
        message = json.loads(line)
        answer = scip.solve(
            _milp(message),
            time_limit_s=message["time_limit_s"],
            seed=message["seed"],
            start=dict(message["guess"]) if message["guess"] else None,
            on_progress=tell,
            effort=Effort(**message["effort"]),
        )
        say(asdict(answer))


if __name__ == "__main__":
    main()

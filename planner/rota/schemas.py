"""The JSON Schemas of PROBLEM.json and ROTA.json, as published in `docs/`: `python -m planner.rota.schemas docs`."""

from __future__ import annotations

import sys
from pathlib import Path

from planner.rota.problem import PROBLEM_JSON
from planner.rota.reading import schema_json, write_whole
from planner.rota.result import ROTA_JSON


def schemas() -> dict[str, str]:
    """Each schema by its file's name."""
    return {
        "problem.schema.json": schema_json(PROBLEM_JSON, "PROBLEM.json"),
        "rota.schema.json": schema_json(ROTA_JSON, "ROTA.json"),
    }


def write_schemas(folder: Path) -> None:
    """Write the schemas into a folder."""
    for name, text in schemas().items():
        write_whole(folder / name, text)


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))

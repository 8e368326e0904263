"""Problems and rotas as files: read with a message for the person who sent them, written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from geodata.errors import BadInput
from planner.rota.problem import PROBLEM_JSON, Problem
from planner.rota.problem_checks import check_problem
from planner.rota.result import ROTA_JSON, Rota

LARGEST_BYTES = 100_000_000

T = TypeVar("T")


def read_problem(path: Path) -> Problem:
    """Read PROBLEM.json and check that its parts agree.

    Raises
    ------
    BadInput
        When there is no such file, it is not JSON, or something in it makes no sense.
    """
    problem = _read(path, PROBLEM_JSON)
    try:
        check_problem(problem)
    except BadInput as error:
        raise BadInput(f"{path.name}: {error}") from None
    return problem


def read_rota(path: Path) -> Rota:
    """Read ROTA.json; whether it is any good is for the audit to say.

    Raises
    ------
    BadInput
        When there is no such file, it is not JSON, or a field is missing or of the wrong kind.
    """
    rota = _read(path, ROTA_JSON)
    spans = [(d.start, d.end) for d in rota.deployments] + [(s.start, s.end) for s in rota.shifts]
    spans += [(gap.start, gap.end) for gap in rota.uncovered]
    for span in spans:
        for moment in span:
            if not 1990 <= moment.year <= 2200:
                raise BadInput(f"{path.name}: {moment.isoformat()} lies too far away to be in a rota.")
    return rota


def problem_json(problem: Problem) -> str:
    """A problem as the contract writes it."""
    return PROBLEM_JSON.dump_json(problem, by_alias=True, indent=1).decode() + "\n"


def rota_json(rota: Rota) -> str:
    """A rota as the contract writes it."""
    return ROTA_JSON.dump_json(rota, by_alias=True, indent=1).decode() + "\n"


def schema_json(adapter: TypeAdapter[Any], title: str) -> str:
    """The JSON Schema of a file, as published in `docs/`."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **adapter.json_schema(by_alias=True),
        "title": title,
    }
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old one or the new one, never half of it.

    Raises
    ------
    BadInput
        When the folder does not exist or may not be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror}).") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise BadInput(f"{path}: cannot be written ({error.strerror}).") from None


def _read(path: Path, adapter: TypeAdapter[T]) -> T:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadInput(
                f"{path.name}: larger than {LARGEST_BYTES // 1_000_000} MB; a week is much smaller."
            )
        text = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}).") from None
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        raise BadInput(f"{path.name}: {_first_fault(error)}") from None


def _first_fault(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False)
    first = faults[0]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    shown = repr(first["input"])
    given = f" (given: {shown[:60]})" if first["type"] not in ("missing", "json_invalid") else ""
    more = f" ({len(faults) - 1} more faults follow.)" if len(faults) > 1 else ""
    message = " ".join(f"{where + ': ' if where else ''}{first['msg']}{given}.{more}".split())
    return "".join(character if character.isprintable() else "?" for character in message)

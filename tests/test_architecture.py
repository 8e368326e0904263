"""The house rules that import-linter cannot say (the rest are contracts in setup.cfg, run by `make test`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("geodata", "models", "planner", "web")
SOLVERS = {"highspy", "ortools"}
SQL_LIBRARIES = {"sqlalchemy", "alembic", "sqlite3"}
FORBIDDEN_WORDS = re.compile(r"\b(offenders?|suspects?|patrols?)\b", re.IGNORECASE)


def modules(*packages: str) -> list[Path]:
    return [
        path
        for package in packages or PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "node_modules" not in path.parts
    ]


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]


def inside(path: Path, *folders: str) -> bool:
    return any(path.is_relative_to(ROOT / folder) for folder in folders)


def test_there_are_modules_to_look_at() -> None:
    assert len(modules()) > 50


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_solvers_stay_in_the_rota(path: Path) -> None:
    assert inside(path, "planner/rota") or not SOLVERS & set(imports_of(path))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_sql_stays_in_the_store_and_the_gazetteer(path: Path) -> None:
    allowed = inside(path, "planner/store", "geodata/gazetteer")
    found = SQL_LIBRARIES & set(imports_of(path))
    if inside(path, "planner/services"):
        found -= {
            "sqlalchemy"
        }  # a use case may hold a session and hear that a name is taken; see the next test
    assert allowed or not found


@pytest.mark.parametrize("path", modules("planner/services"), ids=lambda path: path.name)
def test_use_cases_write_no_sql(path: Path) -> None:
    text = path.read_text("utf-8")
    names = {
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
    }
    assert names <= {"Session", "IntegrityError"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_particular_borough_is_in_code(path: Path) -> None:
    assert "croydon" not in path.read_text("utf-8").casefold()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_people_are_not_called_what_they_are_not(path: Path) -> None:
    assert not FORBIDDEN_WORDS.findall(path.read_text("utf-8"))


def test_the_rules_of_the_rota_use_no_pandas() -> None:
    assert all("pandas" not in imports_of(path) for path in modules("planner/rota/rules"))


def test_nothing_is_kept_as_a_pickle() -> None:
    assert all("pickle" not in set(imports_of(path)) for path in modules())

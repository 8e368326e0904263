"""A sample in a folder of its own, made once a seed."""

from __future__ import annotations

import csv
import json
import tempfile
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from planner.intake import read_profile
from planner.sample import ReportFile, Sample, make_sample

TODAY = date(2026, 11, 21)  # a Saturday: the sample ends on Sunday the 15th


@lru_cache(maxsize=3)
def sample_of(seed: int, today: date = TODAY) -> Sample:
    """The sample borough; its folder goes when the run ends."""
    keeper = tempfile.TemporaryDirectory(prefix="sample-")
    _KEPT.append(keeper)
    return make_sample(seed, today, Path(keeper.name))


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def truth_of(sample: Sample) -> dict[str, Any]:
    """What was planted, as the truth file says it."""
    return dict(json.loads(sample.truth.read_text(encoding="utf-8")))


def rows_of(sample: Sample, file: ReportFile) -> list[dict[str, Any]]:
    """A partner's rows by heading, read without the product's own importer."""
    if file.path.suffix == ".xlsx":
        tab = load_workbook(file.path)["Reports"]
        _, _, headings, *rows = tab.iter_rows(values_only=True)
        return [dict(zip(map(str, headings), row, strict=True)) for row in rows]
    hints = read_profile(sample.folder / f"{file.profile}.toml").file if file.profile else None
    with file.path.open(encoding=(hints and hints.encoding) or "utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=(hints and hints.delimiter) or ","))

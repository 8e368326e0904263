"""`outreach import`: partners' files."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from geodata.errors import BadInput
from planner.intake import (
    Intake,
    Rejected,
    ReviewEntry,
    UnknownHeadings,
    propose_profile,
)

if TYPE_CHECKING:
    from planner.cli import App

_FILE = click.Path(path_type=Path)
_HEADS = ("file", "profile", "rows", "incidents", "duplicates", "review", "rejected")
# A person reads these; --json has all of them.
_SHOWN_REASONS = 8
_SHOWN_ROWS = 3


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option(
    "--profile", "profile_name", metavar="NAME", help="A saved profile; without it the headings decide."
)
@click.option("--dry-run", is_flag=True, help="Read and count, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
@click.pass_context
def import_command(
    ctx: click.Context,
    app: App,
    files: tuple[Path, ...],
    profile_name: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring in reports: CSV, XLSX, ODS, JSON or XML, plain, gzipped or zipped. Each file comes in whole or not at all.

    A file that no profile knows is not brought in; a mapping is proposed for it.

    Every row is counted once: rows = incidents + duplicates + review + rejected.

    \b
    Example:
        outreach import 2026-10-street.csv.gz
        outreach import council-week-47.xlsx --profile council --dry-run
    """
    outreach = app.outreach()
    entries: list[dict[str, Any]] = []
    intakes: list[Intake] = []
    failed = False
    for path in files:
        try:
            with _Bar(path.name) as bar:
                intake = outreach.import_file(path, profile_name, dry_run=dry_run, progress=bar.tell)
        except BadInput as error:
            # The other files still come in; the status at the end says that not all of them did.
            failed = True
            message = " ".join(str(error).split())
            if path.name not in message:
                message = f"{path.name}: {message}"
            click.echo(f"outreach: {message}", err=True)
            if isinstance(error, UnknownHeadings) and not as_json:
                click.echo(propose_profile(path).text())
            entries.append(_entry(path, profile_name) | {"error": message})
            continue
        intakes.append(intake)
        entries.append(as_entry(intake))
    if as_json:
        click.echo(json.dumps({"files": entries}))
    else:
        _show(intakes, dry_run=dry_run)
    if failed:
        ctx.exit(2)


def as_entry(intake: Intake) -> dict[str, Any]:
    """One file of `outreach import --json`."""

    def rows(entries: Any) -> list[dict[str, Any]]:
        found = []
        for one in entries:
            entry = {"row": one.row, "column": one.column, "reason": one.reason}
            # Rows are counted within a member of an archive, so the member is needed to find them.
            found.append(entry | {"member": one.member} if one.member else entry)
        return found

    return {
        "file": intake.file,
        "profile": intake.profile,
        "rows": intake.rows,
        "incidents": len(intake.incidents),
        "duplicates": len(intake.duplicates),
        "review": rows(intake.review),
        "rejected": rows(intake.rejected),
        "notes": list(intake.notes),
        "steps": [asdict(step) for step in intake.steps],
        "dropped": [asdict(one) for one in intake.dropped],
    }


def _entry(path: Path, profile_name: str | None) -> dict[str, Any]:
    empty: dict[str, Any] = {"rows": 0, "incidents": 0, "duplicates": 0, "review": [], "rejected": []}
    return {"file": path.name, "profile": profile_name} | empty


def _show(intakes: list[Intake], *, dry_run: bool) -> None:
    if not intakes:
        return
    table: list[tuple[str, ...]] = [_HEADS]
    for intake in intakes:
        figures = (intake.rows, *(len(heap) for heap in _heaps(intake)))
        table.append((intake.file, intake.profile, *(f"{count:,}" for count in figures)))
    widths = [max(len(row[i]) for row in table) for i in range(len(_HEADS))]
    for row in table:
        cells = [
            cell.ljust(w) if i < 2 else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())
    for intake in intakes:
        counts = [len(heap) for heap in _heaps(intake)]
        click.echo(f"\n{intake.file}: {intake.rows:,} = {' + '.join(f'{count:,}' for count in counts)}")
        _show_steps(intake)
        _show_reasons(intake)
    if dry_run:
        click.echo("\nNothing was kept: this was a dry run.")


def _heaps(intake: Intake) -> tuple[Any, ...]:
    return intake.incidents, intake.duplicates, intake.review, intake.rejected


def _show_steps(intake: Intake) -> None:
    """The steps that took rows out or put something right, and how many rows each left."""
    for step in intake.steps:
        out = [f"{getattr(step, heap):,} {heap}" for heap in _HEADS[4:] if getattr(step, heap)]
        out += [f"{step.changed:,} put right"] * bool(step.changed)
        if out:
            click.echo(
                f"  {step.name}: {step.rows_in:,} rows, {', '.join(out)}, {step.rows_out:,} left ({step.words})"
            )


def _show_reasons(intake: Intake) -> None:
    for one in (*_grouped("review", intake.review), *_grouped("rejected", intake.rejected)):
        click.echo(f"  {one}")
    for note in intake.notes:
        click.echo(f"  {note}")
    if intake.dropped_columns:
        click.echo(f"  Not read, not kept: {', '.join(intake.dropped_columns)}")


def _grouped(heap: str, entries: Sequence[ReviewEntry] | Sequence[Rejected]) -> list[str]:
    """The reasons of a heap, the most frequent first, each with its first rows."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in entries:
        row = f"{one.member} {one.row}" if one.member else str(one.row)
        rows.setdefault((one.column, one.reason), []).append(row)
    lines = []
    for (column, reason), where in sorted(rows.items(), key=lambda pair: -len(pair[1])):
        shown = ", ".join(where[:_SHOWN_ROWS]) + (", ..." if len(where) > _SHOWN_ROWS else "")
        count = f"{len(where):,} rows" if len(where) > 1 else "row"
        lines.append(f"{heap}: {count} {shown}{f', {column}' if column else ''}: {reason}")
    if len(lines) > _SHOWN_REASONS:
        lines = [
            *lines[:_SHOWN_REASONS],
            f"{heap}: and {len(lines) - _SHOWN_REASONS:,} more reasons (--json has all)",
        ]
    return lines


class _Bar:
    """Progress on a terminal, nothing in a pipe."""

    def __init__(self, name: str) -> None:
        self._bar = tqdm(desc=name, unit=" rows", disable=not sys.stderr.isatty(), leave=False, delay=1)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def tell(self, done: int, total: int | None, message: str) -> None:
        """Move the bar to the rows that are done."""
        self._bar.total = total
        self._bar.set_description(message.split(":")[0], refresh=False)
        self._bar.update(max(done - self._bar.n, 0))

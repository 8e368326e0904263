"""outreach plan, outreach check."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geodata.errors import BadInput
from models.week import Week
from planner.rota.problem import Problem
from planner.rota.reading import problem_json, read_problem, read_rota, rota_json, write_whole
from planner.rota.result import AuditLine, Rota
from planner.rota.summary import summary

if TYPE_CHECKING:
    from planner.cli import App

_FILE = click.Path(dir_okay=False, path_type=Path)


class _OnTerminal:
    """Progress on standard error where somebody looks, silent in a pipe."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def stage(self, stage: str, value: float | None, bound: float | None, seconds: float) -> None:
        """Show the solver's stage, its value and bound."""
        words = f"{seconds:5.1f} s  {stage}"
        if value is not None and bound is not None:
            words += f"  value {value:.2f}, bound {bound:.2f}"
        self.say(words)

    def share(self, share: float, message: str) -> None:
        """Show a share of the work done."""
        self.say(f"{100 * share:3.0f}%  {message}")

    def say(self, words: str) -> None:
        """Write over the line before."""
        if self.shown:
            click.echo(f"\r{words:<78}", err=True, nl=False)

    def done(self) -> None:
        """Leave the line clean."""
        if self.shown:
            click.echo("\r" + " " * 78 + "\r", err=True, nl=False)


@click.command()
@click.option("--week", "week_text", metavar="WEEK", help="Plan this week from the store, like 2026-W48.")
@click.option("--problem", "problem_file", type=_FILE, help="Plan this PROBLEM.json; no store is needed.")
@click.option(
    "--time-limit", default=20.0, show_default=True, type=click.FloatRange(0.1, 86_400),
    help="Seconds; the best rota by then is kept.",
)  # fmt: skip
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 1), help="Seed of the solvers."
)
@click.option("-o", "--output", type=_FILE, help="ROTA.json to write.")
@click.option("--write-problem", type=_FILE, help="PROBLEM.json to write.")
@click.pass_obj
def plan(
    app: App, week_text: str | None, problem_file: Path | None, time_limit: float, seed: int,
    output: Path | None, write_problem: Path | None,
) -> None:  # fmt: skip
    """Plan the best week that the team can work, with reasons.

    \b
    Examples:
      outreach plan --week 2026-W48
      outreach plan --problem PROBLEM.json --time-limit 20 -o ROTA.json
    """
    if (week_text is None) == (problem_file is None):
        raise BadInput("Give either --week, to plan from the store, or --problem, to plan a file.")
    progress = _OnTerminal()
    if problem_file is not None:
        from planner.rota import solve
        from planner.rota.standby import with_standby

        problem = read_problem(problem_file)
        rota = with_standby(
            problem, solve(problem, time_limit_s=time_limit, seed=seed, progress=progress.stage)
        )
    else:
        week = Week.parse(week_text or "")
        problem, rota = app.outreach().plan_week(
            week, time_limit_s=time_limit, seed=seed, progress=progress.share
        )
    progress.done()
    _write(problem, rota, output, write_problem)
    click.echo(summary(problem, rota))


def _write(problem: Problem, rota: Rota, output: Path | None, write_problem: Path | None) -> None:
    if write_problem is not None:
        write_whole(write_problem, problem_json(problem))
    if output is not None:
        write_whole(output, rota_json(rota))


@click.command()
@click.option(
    "--problem", "problem_file", required=True, type=_FILE, help="The PROBLEM.json it was made for."
)
@click.option("--rota", "rota_file", required=True, type=_FILE, help="The ROTA.json to audit.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--for-publishing", is_flag=True, help="Ask for the approver of each joint session too.")
def check(problem_file: Path, rota_file: Path, as_json: bool, for_publishing: bool) -> int:
    """Audit any rota, whoever made it: ends with status 1 when it breaks a hard rule.

    \b
    Example:
      outreach check --problem PROBLEM.json --rota ROTA.json
    """
    from planner.rota import check as audit

    lines = audit(read_problem(problem_file), read_rota(rota_file), for_publishing)
    hard = [line for line in lines if line.kind == "hard"]
    if as_json:
        click.echo(_as_json(lines, len(hard)))
    else:
        for line in lines:
            click.echo(f"{line.kind}  {line.rule}: {line.detail}")
        soft = len(lines) - len(hard)
        click.echo(f"{'No' if not hard else len(hard)} hard rules broken, {soft} soft notes.")
    return 1 if hard else 0


def _as_json(lines: list[AuditLine], hard: int) -> str:
    audit = [
        {"rule": a.rule, "kind": a.kind, "subject": a.subject, "detail": a.detail, "penalty": a.penalty}
        for a in lines
    ]
    return json.dumps(
        {"ok": hard == 0, "hard": hard, "soft": len(lines) - hard, "audit": audit}, ensure_ascii=False
    )

"""outreach what-if: what a change of the week would be worth."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geodata.errors import BadInput
from models.week import Week
from planner.rota.reading import read_problem, read_rota

if TYPE_CHECKING:
    from planner.cli import App
    from planner.rota.what_if import Price

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("what-if")
@click.option("--week", "week_text", metavar="WEEK", help="The week in the store, like 2026-W48.")
@click.option("--problem", "problem_file", type=_FILE, help="The PROBLEM.json; no store is needed.")
@click.option("--rota", "rota_file", type=_FILE, help="The ROTA.json to compare with.")
@click.option(
    "--time-limit", default=20.0, show_default=True, type=click.FloatRange(0.1, 86_400), help="Seconds each."
)  # fmt: skip
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 1), help="Seed of the solver."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.argument("changes", nargs=-1, required=True, metavar="CHANGE...")
@click.pass_obj
def what_if(
    app: App, week_text: str | None, problem_file: Path | None, rota_file: Path | None, time_limit: float,
    seed: int, as_json: bool, changes: tuple[str, ...],
) -> None:  # fmt: skip
    """Price changes of a planned week: the value gained or lost, and between which bounds.

    \b
    A CHANGE is one of:
      one more driver on Friday      (or lead, worker, bus; or "all week")
      10 more minutes of PARTNER     (in each of its windows)
      no joint sessions
      without WORKER                 (or BUS or SITE, by its id)

    \b
    Example:
      outreach what-if --problem PROBLEM.json --rota ROTA.json "one more driver on Friday" "no joint sessions"
    """
    from planner.rota.what_if import what_if as price

    if (week_text is None) == (problem_file is None) or (problem_file is None) != (rota_file is None):
        raise BadInput("Give either --week, for a week in the store, or both --problem and --rota.")
    if problem_file is not None and rota_file is not None:
        problem, rota = read_problem(problem_file), read_rota(rota_file)
    else:
        problem, rota = app.outreach().planned(Week.parse(week_text or ""))
    prices = [price(problem, rota, change, time_limit_s=time_limit, seed=seed) for change in changes]
    if as_json:
        answers = [{**asdict(one), "proven": one.proven} for one in prices]
        click.echo(json.dumps({"prices": answers}, ensure_ascii=False))
        return
    for one in prices:
        click.echo(_words(one))


def _words(price: Price) -> str:
    verb = "covers" if price.difference >= 0 else "covers less by"
    lines = [f"With {price.words} the week {verb} {abs(price.difference):.2f}{_more(price)}"]
    if price.asked:
        fewer = "more" if price.asked > 0 else "fewer"
        lines.append(f"  {abs(price.asked)} {fewer} of what was asked for or is due would be met.")
    lines += [f"  + {session}" for session in price.gained] + [f"  - {session}" for session in price.lost]
    return "\n".join(lines)


def _more(price: Price) -> str:
    more = " more" if price.difference >= 0 else ""
    if price.proven:
        return f"{more}, proven."
    if price.lower is None or price.upper is None:
        return f"{more} as far as it was found; no bound is known."
    return f"{more} as far as it was found; the truth lies between {price.lower:.2f} and {price.upper:.2f}."

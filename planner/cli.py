"""`outreach`: the command line. Each room's commands live in `planner.commands`; `web` adds its own by entry point."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geodata.errors import BadInput

if TYPE_CHECKING:
    from planner.services import Outreach

ENTRY_POINT_GROUP = "outreach.commands"
BAD_INPUT, FAILURE, INTERRUPTED = 2, 1, 130

# Name on the command line -> where it lives and what it is for: imported only when asked for, so that help is quick.
_COMMANDS = {
    "agreement": ("planner.commands.imports:agreement", "Why a partner's reports are here, and until when."),
    "approve": ("planner.commands.weeks:approve", "Name the approver of one joint session."),
    "area": ("planner.commands.geodata:area", "Say which borough to plan for."),
    "ban": ("planner.commands.fixing:ban", "What is ruled out for a week: list, add, remove."),
    "backtest": ("planner.commands.backtest:backtest", "Hold models against what was then reported."),
    "check": ("planner.commands.rota:check", "Audit any rota, whoever made it."),
    "forecast": ("planner.commands.forecast:forecast", "Expected reports a cell, for the next days."),
    "gazetteer": ("planner.commands.geodata:gazetteer", "Add the places that reports name."),
    "geocode": ("planner.commands.geodata:geocode", "Place a column of texts."),
    "import": ("planner.commands.intake:import_command", "Bring in partners' reports."),
    "imports": ("planner.commands.imports:imports", "What was brought in; undo an import."),
    "joint": ("planner.commands.weeks:joint", "Ask for joint sessions."),
    "operation": ("planner.commands.operations:operation", "Focused operations: list, add, end."),
    "pin": ("planner.commands.fixing:pin", "What is fixed for a week: list, add, remove."),
    "place-review": ("planner.commands.operations:place_review", "Whether we should still come to a place."),
    "plan": ("planner.commands.rota:plan", "Plan a week."),
    "profile": ("planner.commands.profiles:profile", "How each partner's files are read."),
    "publish": ("planner.commands.weeks:publish", "Publish a week's draft."),
    "purge": ("planner.commands.imports:purge", "Delete what has been kept long enough."),
    "replan": ("planner.commands.replan:replan", "Put a week right: illness, a closed site, a response."),
    "sample": ("planner.commands.sample:sample", "Write or remove the synthetic sample."),
    "team": ("planner.commands.team:team", "The team's workbook: template and import."),
    "what-if": ("planner.commands.what_if:what_if", "What a change of a week would be worth."),
    "tune": ("planner.commands.tune:tune_command", "Search a model's settings, scored on weeks not searched."),
    "user": ("planner.commands.people:user", "Add the people who may sign in."),
    "weights": ("planner.commands.weights:weights", "What a report of each kind counts."),
}


@dataclass
class App:
    """What every command is handed: where the store is, what day it is, and the use cases when it asks for them."""

    data_dir: Path = field(default_factory=lambda: Path(os.environ.get("OUTREACH_DATA_DIR", "outreach-data")))
    database_url: str | None = field(default_factory=lambda: os.environ.get("OUTREACH_DATABASE_URL"))
    today: date | None = None
    _outreach: Outreach | None = None

    def outreach(self) -> Outreach:
        """The use cases over this store, opened at the first call."""
        if self._outreach is None:
            from planner.services import Outreach

            self._outreach = Outreach.open(self.data_dir, self.database_url, today=self.today)
        return self._outreach


class _Commands(click.Group):
    """Finds commands where they live and gives each the options that all share."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*_COMMANDS, *(point.name for point in entry_points(group=ENTRY_POINT_GROUP))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _COMMANDS:
            module, _, attribute = _COMMANDS[cmd_name][0].partition(":")
            return _with_shared_options(getattr(import_module(module), attribute))
        for point in entry_points(group=ENTRY_POINT_GROUP, name=cmd_name):
            return _with_shared_options(point.load())
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = {name: words for name, (_, words) in _COMMANDS.items()}
        for name in set(self.list_commands(ctx)) - set(rows):
            command = self.get_command(ctx, name)
            rows[name] = command.get_short_help_str(80) if command else ""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(rows.items()))


def _set_data_dir(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(App).data_dir = value


def _set_today(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    try:
        ctx.ensure_object(App).today = date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day. Write it like 2026-11-21.") from None


def _shared_options() -> list[click.Option]:
    return [
        click.Option(
            ["--data-dir"],
            type=click.Path(file_okay=False, path_type=Path),
            callback=_set_data_dir,
            expose_value=False,
            help="Folder of the store.  [default: $OUTREACH_DATA_DIR, or outreach-data here]",
        ),
        click.Option(
            ["--today"],
            metavar="DATE",
            callback=_set_today,
            expose_value=False,
            help="Stand-in for the clock, like 2026-11-21.",
        ),
    ]


def _with_shared_options(command: click.Command) -> click.Command:
    if isinstance(command, click.Group):
        for child in command.commands.values():
            _with_shared_options(child)
    elif not any("--data-dir" in option.opts for option in command.params):
        command.params.extend(_shared_options())
    return command


@click.group(
    cls=_Commands, params=_shared_options(), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="outreach-planner", prog_name="outreach")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Turn a week's reports into next week's youth outreach rota.

    \b
    Example, from nothing to a planned week:
      outreach area set Sutton
      outreach team import team.xlsx
      outreach import 2026-10-metropolitan-street.csv
      outreach plan --week 2026-W48
      outreach serve
    """
    ctx.ensure_object(App)


def _fail(message: str, status: int) -> int:
    sys.stderr.write("outreach: " + " ".join(str(message).split()) + "\n")
    return status


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; every error becomes one readable line on standard error."""
    try:
        result: Any = cli.main(args=None if arguments is None else list(arguments), standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return BAD_INPUT
    except click.UsageError as error:
        hint = f" See {error.ctx.command_path} --help." if error.ctx else ""
        return _fail(error.format_message() + hint, BAD_INPUT)
    except (BadInput, click.ClickException) as error:
        return _fail(
            error.format_message() if isinstance(error, click.ClickException) else str(error), BAD_INPUT
        )
    except (click.Abort, KeyboardInterrupt):
        return _fail("stopped before it was done; nothing was half-kept.", INTERRUPTED)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (the reader has gone: there is nobody left to tell)
        return FAILURE
    except Exception as error:
        if os.environ.get("OUTREACH_DEBUG"):
            traceback.print_exc()
        detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return _fail(f"{detail} (set OUTREACH_DEBUG=1 to see where)", FAILURE)
    return result if isinstance(result, int) else 0


def main() -> None:
    """The entry point of the `outreach` command."""
    sys.exit(run())


if __name__ == "__main__":
    main()

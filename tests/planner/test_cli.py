"""The command line keeps its promises: help with an example, one readable line for an error, the right status."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from planner.cli import cli, run


def every_command() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli, info_name="outreach")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for child in command.commands.values():
                yield f"{name} {child.name}", child


@pytest.mark.parametrize(
    ("name", "command"), list(every_command()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_has_help_with_an_example(name: str, command: click.Command) -> None:
    words = command.get_help(click.Context(command, info_name=f"outreach {name}"))
    assert "Example" in words
    assert f"outreach {name}" in words.split("Example", 1)[1]


@pytest.mark.parametrize(
    ("name", "command"), list(every_command()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_takes_the_data_folder_and_the_day(name: str, command: click.Command) -> None:
    if not isinstance(command, click.Group):
        options = {option for parameter in command.params for option in parameter.opts}
        assert {"--data-dir", "--today"} <= options


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["publish"],
        ["publish", "--week", "2026-W99", "--by", "A. Mensah"],
        ["publish", "--week", "next week", "--by", "A. Mensah"],
        ["publish", "--week", "2026-W48", "--by", "A. Mensah"],
        ["--today", "yesterday", "publish", "--week", "2026-W48", "--by", "A. Mensah"],
        ["user", "add", "ama", "--role", "chief"],
        ["import", "no-such-file.csv"],
    ],
    ids=" ".join,
)
def test_bad_input_is_one_line_and_status_2(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_DATA_DIR", str(tmp_path / "store"))
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("outreach: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_an_unexpected_failure_is_one_line_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk\nis full")

    monkeypatch.setattr("planner.services.Outreach.publish", fail)
    status = run(["publish", "--week", "2026-W48", "--by", "A. Mensah", "--data-dir", str(tmp_path)])
    assert status == 1
    assert (
        capsys.readouterr().err
        == "outreach: RuntimeError: the disk is full (set OUTREACH_DEBUG=1 to see where)\n"
    )


def test_an_account_is_made_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["user", "add", "ama", "--role", "manager", "--data-dir", str(tmp_path)]) == 0
    assert "ama may sign in as manager. Password: " in capsys.readouterr().out

"""`outreach profile`: how partners' files are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geodata.errors import BadInput
from planner.intake import BUILT_IN, parse_profile, propose_profile

if TYPE_CHECKING:
    from planner.cli import App

_FILE = click.Path(path_type=Path)
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


@click.group()
def profile() -> None:
    """How partners' files are read. Files of data.police.uk need no profile.

    \b
    Example:
        outreach profile save council council.toml
        outreach profile show council
    """


@profile.command("save")
@click.argument("name")
@click.argument("mapping", type=_FILE, metavar="MAPPING.toml")
@click.pass_obj
def save_profile(app: App, name: str, mapping: Path) -> None:
    """Check a mapping file and keep it under a name; the same name again replaces it.

    \b
    Example:
        outreach profile save council council.toml
    """
    if not name or not set(name.casefold()) <= _NAME_CHARACTERS or len(name) > 60:
        raise BadInput(
            f"{name!r} cannot be a profile's name. Use letters, digits, - and _, like council-asb."
        )
    if name.casefold() in {one.name for one in BUILT_IN}:
        raise BadInput(f"{name!r} is built in. Choose another name.")
    try:
        text = mapping.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadInput(f"There is no file {mapping}. Check the name and the folder.") from None
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{mapping} cannot be read as text. Give a mapping file in TOML.") from None
    read = parse_profile(text, name, source=mapping.name)
    app.outreach().save_profile(name, text)
    click.echo(
        f"Saved {name}: {read.partner}, {len(read.columns.headings())} columns. Use it with --profile {name}."
    )


@profile.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_profiles(app: App, *, as_json: bool) -> None:
    """The saved profiles and those built in.

    \b
    Example:
        outreach profile list
    """
    saved, built_in = list(app.outreach().profile_names()), [one.name for one in BUILT_IN]
    if as_json:
        click.echo(json.dumps({"saved": saved, "built_in": built_in}))
        return
    for name in saved:
        click.echo(name)
    for name in built_in:
        click.echo(f"{name} (built in)")


@profile.command("show")
@click.argument("name")
@click.pass_obj
def show_profile(app: App, name: str) -> None:
    """Print a saved profile as it was written.

    \b
    Example:
        outreach profile show council
    """
    known = {one.name: one for one in BUILT_IN}
    if name in known:
        columns = ", ".join(known[name].columns.headings())
        click.echo(f"# {name} is built in, for files with the columns {columns}.")
        return
    click.echo(app.outreach().profile_text(name).rstrip("\n"))


@profile.command("propose")
@click.argument("file", type=_FILE, metavar="FILE")
@click.option("-o", "--output", type=_FILE, metavar="MAPPING.toml", help="Write the mapping there.")
@click.option("--partner", default="", metavar="NAME", help="Who sent the file.")
def propose(file: Path, output: Path | None, partner: str) -> None:
    """Propose a mapping for a file from its headings and contents, each choice with its reason.

    \b
    Example:
        outreach profile propose council-week-47.xlsx --partner Council -o council.toml
    """
    proposed = propose_profile(file, partner=partner)
    if proposed.refused:
        raise BadInput(f"{file.name}: {proposed.refused}.")
    click.echo(proposed.text())
    if output is not None:
        try:
            output.write_text(proposed.toml(), encoding="utf-8")
        except OSError as error:
            raise BadInput(f"{output} cannot be written ({error.strerror}). Choose another place.") from None
        click.echo(f"\nWrote {output}. Check it, then: outreach profile save NAME {output}")

"""`outreach user`: who may sign in."""

from __future__ import annotations

import sys

import click

from planner.cli import App
from planner.services.views import Role


@click.group()
def user() -> None:
    """Add the people who may sign in.

    \b
    Example:
      outreach user add ama --role manager
    """


@user.command("add")
@click.argument("username")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--worker", help="The worker's id in the team workbook: shows this person's own day.")
@click.option("--partner", help="The partner's id in the team workbook: needed for the role partner.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of making one up."
)
@click.pass_obj
def add(
    app: App, username: str, role: str, worker: str | None, partner: str | None, password_stdin: bool
) -> None:
    """Add an account and print its password once.

    \b
    Example:
      outreach user add ama --role manager
      outreach user add btp --role partner --partner P2
    """
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    made = app.outreach().add_user(username, role, password, worker=worker, partner=partner)
    click.echo(f"{username} may sign in as {role}." + ("" if password_stdin else f" Password: {made}"))

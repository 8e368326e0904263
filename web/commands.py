"""The commands that need pages or maps: `serve`, `map` and `demo`. They join `outreach` by entry point."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from models.week import Week
from planner.cli import App

THREADS = 8
DEMO_HOST = "127.0.0.1"
BODY_BYTES = 210 * 1024 * 1024  # an upload of 200 MB and its form


def serve_app(app: App, host: str, port: int) -> None:
    """Serve until stopped, with the process that works off the queue of tasks beside it."""
    from waitress.server import create_server

    from web import create_app
    from web.vendor import AssetsMissing, check_assets

    try:
        check_assets()
    except AssetsMissing as missing:
        raise click.ClickException(str(missing)) from None
    outreach = app.outreach()
    pages = create_app(outreach, app.data_dir)
    server = create_server(
        pages, sockets=[_listening(host, port)], threads=THREADS, max_request_body_size=BODY_BYTES, ident=None
    )
    worker = outreach.start_worker()
    click.echo(f"Outreach Planner: open http://{host}:{port}/ (stop with Ctrl+C)", err=True)
    try:
        server.run()
    finally:
        server.close()
        if worker.stdin is not None:
            worker.stdin.close()
        worker.wait(timeout=10)


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=1024
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(
            f"Cannot serve on {host}:{port} ({reason}). Choose another port with --port."
        ) from None


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def serve(app: App, host: str, port: int) -> None:
    """Serve the pages.

    Behind a proxy that ends https, set OUTREACH_TRUSTED_PROXIES to the number of proxies.

    \b
    Example:
      outreach serve --port 8001
    """
    serve_app(app, host, port)


@click.command("map")
@click.option("--week", metavar="WEEK", help="Like 2026-W48.  [default: the newest planned]")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def map_command(app: App, week: str | None, output: Path) -> None:
    """Write a week's map to one self-contained HTML file that asks no other host for anything.

    \b
    Example:
      outreach map --week 2026-W48 -o week-48.html
    """
    from web.map_file import map_file, newest_week
    from web.vendor import AssetsMissing

    outreach = app.outreach()
    chosen = Week.parse(week) if week else newest_week(outreach)
    try:
        page = map_file(outreach, chosen)
    except AssetsMissing as missing:
        raise click.ClickException(str(missing)) from None
    output.write_text(page, "utf-8")
    click.echo(f"Week {chosen} is in {output} ({len(page) // 1024} kB).", err=True)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Build the sample and stop.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--seed", default=1, show_default=True, help="Another seed makes another half-year of reports.")
@click.pass_obj
def demo(app: App, port: int, no_serve: bool, as_json: bool, seed: int) -> None:
    """Build the synthetic sample borough, plan its next week and serve it.

    \b
    Example:
      outreach demo --port 8001
      outreach demo --no-serve --json
    """
    from web.demo import run_demo

    run_demo(app, seed, f"http://{DEMO_HOST}:{port}/", as_json=as_json, serves=not no_serve)
    if not no_serve:
        serve_app(app, DEMO_HOST, port)

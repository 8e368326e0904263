"""A served app, and an account of all that goes on in a page of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

TIMEOUT_MS = 10_000


@dataclass
class Watched:
    """A page and what went wrong in it: errors on the console, dialogs, requests to other hosts."""

    page: Page
    home: str
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on(
            "console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._dismiss)
        self.page.on("request", lambda request: self._note(request.url))

    def _dismiss(self, dialog: object) -> None:
        self.dialogs.append(str(dialog))
        dialog.dismiss()  # type: ignore[attr-defined]

    def _note(self, url: str) -> None:
        if not url.startswith((self.home, "data:")):
            self.elsewhere.append(url)

    def open(self, address: str) -> Page:
        """Go to an address and wait until its map, if it has one, is complete."""
        self.page.goto(self.home + address, wait_until="load")
        if self.page.locator(".folium-map").count():
            self.page.wait_for_selector(".folium-map[data-ground=drawn]")
        return self.page

    def serious_faults(self, axe: str) -> list[tuple[str, list[object]]]:
        """What axe finds that is serious or critical: rule and first elements."""
        self.page.evaluate(axe)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            (v["id"], [node["target"] for node in v["nodes"]][:3])
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
        ]

    def width(self) -> int:
        """How wide the page is: more than the window means it scrolls sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@dataclass
class Site:
    """An app that is being served."""

    home: str
    app: Flask
    browser: Browser
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def signed_in(self, username: str, width: int, password: str) -> Watched:
        """A new page, as wide as asked, for a person who is signed in."""
        if username not in self.contexts:
            context = self.browser.new_context()
            context.set_default_timeout(TIMEOUT_MS)
            page = context.new_page()
            page.goto(self.home + "/sign-in")
            page.fill("#username", username)
            page.fill("#password", password)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/sign-in" not in url)
            page.close()
            self.contexts[username] = context
        page = self.contexts[username].new_page()
        page.set_viewport_size({"width": width, "height": 844})
        return Watched(page, self.home)

    def blocked(self) -> list[str]:
        """What browsers reported as blocked by the policy."""
        return list(self.app.extensions["csp_reports"])


@contextmanager
def served(app: Flask, browser: Browser) -> Iterator[Site]:
    """Serve an app on a free port for as long as the block lasts."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    site = Site(f"http://127.0.0.1:{server.server_port}", app, browser)
    try:
        yield site
    finally:
        for context in site.contexts.values():
            context.close()
        server.shutdown()
        thread.join()
        server.server_close()

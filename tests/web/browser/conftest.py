"""One served app for a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.web.browser.watching import Site, served
from tests.web.builders import make_app
from tests.web.fakes import FakeOutreach


@pytest.fixture(scope="module")
def serve(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Serve a fake, made as asked, until the module's tests are done."""
    with ExitStack() as stack:

        def start(**fake: object) -> Site:
            folder = tmp_path_factory.mktemp("site")
            app = make_app(folder, FakeOutreach(folder, **fake))  # type: ignore[arg-type]
            return stack.enter_context(served(app, browser))

        yield start

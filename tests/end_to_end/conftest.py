"""The browser of the page tests, for whole stores."""

from tests.web.browser.conftest import axe, browser

__all__ = ["axe", "browser"]

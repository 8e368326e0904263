"""What the present request stands on: the use cases, and who looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app
from flask_login import current_user

from planner.services.views import Account

if TYPE_CHECKING:
    from planner.services import Outreach


def outreach() -> Outreach:
    """The use cases."""
    return cast("Outreach", current_app.extensions["outreach"])


def viewer() -> Account:
    """The person who is signed in. Only for views that declare their roles."""
    return cast(Account, current_user.account)

"""Sign in and out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user, logout_user

from web.current import outreach
from web.forms import SignInForm
from web.own_links import own_address
from web.people import start_session
from web.permissions import EVERYONE, roles

blueprint = Blueprint("sign_in", __name__)

WRONG = "The user name or the password is wrong"


@blueprint.route("/sign-in", methods=["GET", "POST"])
def show() -> Any:
    """The form; a failed try says neither which of the two was wrong nor whether the name exists."""
    then = own_address(request.args.get("then"))
    if current_user.is_authenticated and request.method == "GET":
        return redirect(then or url_for("home.index"))
    form = SignInForm()
    wrong = None
    if form.validate_on_submit():
        account = outreach().sign_in(form.username.data, form.password.data)
        if account is not None:
            start_session(account)
            return redirect(then or url_for("home.index"))
        wrong = WRONG
    return render_template("sign_in.html", form=form, wrong=wrong, then=then)


@blueprint.post("/sign-out")
@roles(*EVERYONE)
def out() -> Any:
    """End the session."""
    logout_user()
    session.clear()
    return redirect(url_for("sign_in.show"))

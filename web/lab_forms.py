"""The forms of the lab."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from web.forms import OneOf


class PromoteForm(FlaskForm):  # type: ignore[misc]
    """Which setting of a run goes live, and why."""

    label = OneOf("Setting")
    reason = TextAreaField("Why", [InputRequired("Write down why"), Length(max=1000)])


class RollBackForm(FlaskForm):  # type: ignore[misc]
    """Which earlier settings become live again, and why."""

    to = OneOf("Settings")
    reason = StringField("Why", [InputRequired("Write down why"), Length(max=1000)])


class RunForm(FlaskForm):  # type: ignore[misc]
    """Which weeks a back-test scores; the models are check boxes beside it."""

    first = DateField("First forecast", [InputRequired("Enter a day like 24/08/2026")])
    last = DateField("Last forecast", [InputRequired("Enter a day like 09/11/2026")])
    search = BooleanField("Search better settings of the live model")
    cell_m = IntegerField("Width of a cell in metres", [Optional()])

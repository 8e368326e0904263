"""The forms. Flask-WTF puts a CSRF token in each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, PasswordField, StringField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from planner.services.views import Role
from web.words import ROLES

UPLOAD_BYTES = 200 * 1024 * 1024


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class OneOf(StringField):  # type: ignore[misc]
    """One of the options, (value, words) pairs that may be set once the form is made."""

    def __init__(self, label: str, options: Iterable[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(label, **more)
        self.options = list(options)

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse what is not among the options."""
        if self.data not in {value for value, _ in self.options}:
            raise ValidationError(f"Choose from the list: {self.label.text.lower()}")


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Name and password."""

    username = StringField("User name", [InputRequired("Enter your user name"), Length(max=100)])
    password = PasswordField("Password", [InputRequired("Enter your password"), Length(max=1000)])


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """Change one's own password."""

    old = PasswordField("Present password", [InputRequired("Enter your present password")])
    new = PasswordField("New password", [InputRequired("Enter a new password"), Length(max=1000)])


class AddUserForm(FlaskForm):  # type: ignore[misc]
    """A new account; the password is made up and shown once."""

    username = StringField("User name", [InputRequired("Enter a user name"), Length(max=100)])
    role = OneOf("Role", [(role.value, ROLES[role]) for role in Role])
    worker = StringField("Worker", [Optional(), Length(max=100)])
    partner = StringField("Partner", [Optional(), Length(max=100)])


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A file of reports; the choices of profiles come from the store."""

    file = FileField("File", [FileRequired("Choose a file")])
    profile = OneOf("Column mapping")


class AgreementForm(FlaskForm):  # type: ignore[misc]
    """Under which agreement the files of a profile come in."""

    profile = OneOf("Column mapping")
    purpose = StringField(
        "What the reports are used for", [InputRequired("Say what the reports are used for")]
    )
    agreement = StringField("Sharing agreement", [InputRequired("Enter the name of the sharing agreement")])
    owner = StringField("Owner at the partner", [InputRequired("Say who at the partner answers for them")])
    keep_days = IntegerField("Days to keep an import", [Optional()])


class JointForm(FlaskForm):  # type: ignore[misc]
    """A person's request for a joint session; the choices come from the week."""

    place = OneOf("Place")
    partner = OneOf("Partner")
    day = DateField("Day", [InputRequired("Choose a day")])
    start = TimeField("From", [InputRequired("Enter when it may start, like 16:00")])
    end = TimeField("To", [InputRequired("Enter when it ends at the latest, like 19:00")])
    reason = OneOf("Reason")


class ApproveForm(FlaskForm):  # type: ignore[misc]
    """Who approves a joint session."""

    approver = StringField("Approved by", [DataRequired(), Length(max=100)], filters=[_stripped])


class ButtonForm(FlaskForm):  # type: ignore[misc]
    """A button and its token."""

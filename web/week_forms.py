"""The forms of a manager's decisions about weeks. Choices come from the store once the form is made."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from models.week import Week, day_words
from web.forms import OneOf

ALL_WEEK = ("", "All week")
LENGTHS = (("120", "2 hours"), ("150", "2 and a half hours"), ("180", "3 hours"))


class OperationForm(FlaskForm):  # type: ignore[misc]
    """A focused operation."""

    name = StringField("Name of the operation", [InputRequired("Give the operation a name"), Length(max=60)])
    site = OneOf("Place")
    first = DateField("First day", [InputRequired("Enter its first day")])
    last = DateField("Last day", [InputRequired("Enter its last day")])
    sessions = IntegerField(
        "How many sessions", [InputRequired("Enter how many sessions"), NumberRange(1, 500)]
    )
    count = OneOf("Counted", [("week", "a week"), ("all", "in all")])
    partner = OneOf("Who comes along to its sessions")


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """A review of a place."""

    site = OneOf("Place")
    on = DateField("Reviewed on", [InputRequired("Enter the day of the review")])
    by = StringField("Reviewed by", [InputRequired("Give the name of the reviewer"), Length(max=100)])
    reason = TextAreaField("Why the team goes on coming", [InputRequired("Write down why"), Length(max=500)])


class FixForm(FlaskForm):  # type: ignore[misc]
    """A session to fix."""

    site = OneOf("Place")
    day = OneOf("Day")
    start = TimeField("Starts at", [InputRequired("Enter when it starts, like 16:00")])
    length = OneOf("How long", LENGTHS)
    mode = OneOf("How", [("", "Either way"), ("bus", "Youth Bus"), ("foot", "On foot")])

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Its start and end, without a zone."""
        start = datetime.combine(date.fromisoformat(self.day.data), self.start.data)
        return start, start + timedelta(minutes=int(self.length.data))


class RuleOutForm(FlaskForm):  # type: ignore[misc]
    """A site or a worker to rule out: `site|ID` or `worker|ID`."""

    what = OneOf("Who or what")
    when = OneOf("When")


class SameForm(FlaskForm):  # type: ignore[misc]
    """How a planned session is fixed."""

    people = OneOf("People", [("same", "With the same people"), ("any", "With whoever can")])


class ChangeForm(FlaskForm):  # type: ignore[misc]
    """A change to price; what belongs to other kinds than the chosen one is not looked at."""

    kind = OneOf(
        "Change",
        [
            ("more", "One more person or bus"),
            ("minutes", "More of a partner's time"),
            ("no_joint", "No joint sessions"),
            ("without", "Somebody or something out all week"),
        ],
    )
    more = OneOf(
        "One more", [("driver", "Driver (D1)"), ("lead", "Lead"), ("worker", "Worker"), ("bus", "Youth Bus")]
    )
    weekday = OneOf("On")
    partner = OneOf("Partner")
    minutes = IntegerField("More minutes in each window", [Optional(), NumberRange(1, 1440)])
    without = OneOf("Out all week")


class ReplanForm(FlaskForm):  # type: ignore[misc]
    """How many people's weeks may change; what happened and what stays are beside it."""

    budget = IntegerField(
        "How many people's weeks may change at most",
        [Optional(), NumberRange(0, 1000, "Enter a number of people, like 3, or leave it empty")],
    )


def days_of(days: Any, *, all_week: str | None = None) -> list[tuple[str, str]]:
    """Days to choose from, with all of the week before them where that may be chosen."""
    first = [] if all_week is None else [("", all_week)]
    return first + [(day.isoformat(), day_words(day)) for day in days]


def weekdays_of(week: Week) -> list[tuple[str, str]]:
    """All week, or one of its weekdays by number."""
    return [ALL_WEEK, *((str(n), f"{day:%A}") for n, day in enumerate(week.days))]


def in_zone(moment: datetime, name: str) -> datetime:
    """A local time of the study area."""
    return moment.replace(tzinfo=ZoneInfo(name))


def given(name: str) -> str:
    """A field of the address, without spaces around it."""
    return request.args.get(name, "").strip()

"""Typed parts of addresses."""

from __future__ import annotations

from werkzeug.routing import BaseConverter, ValidationError

from geodata.errors import BadInput
from models.week import Week


class WeekConverter(BaseConverter):
    """An ISO week in an address, `/weeks/2026-W48`; a week that does not exist is a page that does not exist."""

    regex = r"\d{4}-W\d{2}"

    def to_python(self, value: str) -> Week:
        """Read the week."""
        try:
            return Week.parse(value)
        except BadInput:
            raise ValidationError from None

    def to_url(self, value: Week) -> str:
        """Write the week."""
        return str(value)

"""Asking the online geocoder about the texts of a plan, gently, and judging what it says."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQuotaExceeded,
    GeocoderTimedOut,
    GeopyError,
)
from geopy.extra.rate_limiter import RateLimiter
from rapidfuzz import fuzz

from geodata.errors import BadInput
from geodata.gazetteer.online_answers import OnlineAnswers
from geodata.geocode.streets import WIDEST_RADIUS_M
from geodata.geocode.vocabulary import is_empty
from geodata.location import Alternative, Location, unplaced
from geodata.names import words
from geodata.online.plan import Consent, SendPlan
from geodata.online.providers import Ask, Found, make_asker
from geodata.online.settings import OnlineSettings
from geodata.study_area import StudyArea

# Nobody has counted how often such answers are right here: they are believed no more than this.
ONLINE_CONFIDENCE = 0.6
# Results further apart than this are several places.
ONE_PLACE_M = 500.0
# A word of the result's name has to be in the text, misspelt at most this much (0 to 100).
SAME_WORD = 80
# After so many failures in a row nobody is there.
MOST_FAILURES = 3
MOST_ALTERNATIVES = 5

_UNASKED = "it did not answer the texts before this one"


class OnlineGeocoder:
    """Asks one online geocoder about what the offline one refused; failures are answers with a reason.

    Parameters
    ----------
    answers
        The file that keeps what was answered, so that no text is sent twice.
    """

    def __init__(self, settings: OnlineSettings, area: StudyArea, answers: Path) -> None:
        self.settings = settings
        self.area = area
        self._kept = OnlineAnswers(answers)
        self._ask: Ask = RateLimiter(
            make_asker(settings, area),
            min_delay_seconds=settings.min_delay_s,
            # A text would stand in its log of retries and of swallowed failures.
            max_retries=0,
            swallow_exceptions=False,
        )
        self._ground = f"{area.crs.epsg}:" + ",".join(f"{edge:.0f}" for edge in area.metric_boundary.bounds)

    def geocode(
        self, plan: SendPlan, consent: Consent, progress: Callable[[int], object] | None = None
    ) -> dict[str, Location]:
        """The answer to each text of a plan.

        Raises
        ------
        BadInput
            When the consent was given to something else than this plan and this host.
        """
        if consent.digest != plan.digest or plan.host != self.settings.host:
            raise BadInput("nobody has agreed to send these texts to this host: ask again")
        answers: dict[str, Location] = {}
        failures = 0
        for text in plan.texts:
            found = self._known(text)
            problem = ""
            if found is None:
                found, problem = ([], _UNASKED) if failures >= MOST_FAILURES else self._asked(text)
                failures = failures + 1 if problem else 0
            answers[text] = self._refused(problem) if problem else self._judged(text, found)
            if progress is not None:
                progress(1)
        return answers

    def _known(self, text: str) -> list[Found] | None:
        kept = self._kept.get(self.settings.host, self._ground, text)
        return None if kept is None else [_found(record) for record in kept]

    def _asked(self, text: str) -> tuple[list[Found], str]:
        """The service's results, or why there are none."""
        try:
            found = self._ask(text)
        except GeopyError as error:
            return [], self.settings.without_key(_reason(error))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            return [], self.settings.without_key(f"its answer could not be read ({type(error).__name__})")
        self._kept.keep(self.settings.host, self._ground, text, [asdict(one) for one in found])
        return found, ""

    def _refused(self, problem: str) -> Location:
        return unplaced(f"{self.settings.title} at {self.settings.host} was asked in vain: {problem}")

    def _judged(self, text: str, found: list[Found]) -> Location:
        """The one place a service means by a text, or a refusal with what it suggests."""
        asked = f"{self.settings.title} at {self.settings.host}"
        named = [one for one in found if says(text, one.name)]
        others = self._alternatives([one for one in found if one not in named])
        if not named:
            why = "suggests only other names" if found else "knows no such place in the area"
            return unplaced(f"{asked} {why}", others)
        best = named[0]
        if any(math.dist((best.x, best.y), (one.x, one.y)) > ONE_PLACE_M for one in named[1:]):
            return unplaced(f"{asked} knows several places called {best.name}", self._alternatives(named))
        if best.radius_m > WIDEST_RADIUS_M:
            return unplaced(f"{best.name} is too large to say where in it", self._alternatives(named))
        return self._location(best, self._alternatives(named[1:]) + others, f"answered by {asked}")

    def _location(self, best: Found, alternatives: tuple[Alternative, ...], reason: str) -> Location:
        lon, lat = self.area.crs.to_lonlat(best.x, best.y)
        return Location(
            round(float(lon), 7), round(float(lat), 7), round(best.x, 2), round(best.y, 2),
            round(best.radius_m, 1), ONLINE_CONFIDENCE, f"online {self.settings.title}", best.name,
            alternatives[:MOST_ALTERNATIVES], reason,
        )  # fmt: skip

    def _alternatives(self, found: list[Found]) -> tuple[Alternative, ...]:
        some = found[:MOST_ALTERNATIVES]
        lons, lats = self.area.crs.to_lonlat(
            np.array([one.x for one in some]), np.array([one.y for one in some])
        )
        method = f"online {self.settings.title}"
        return tuple(
            Alternative(
                round(float(lon), 6), round(float(lat), 6), round(one.radius_m, 1),
                round(ONLINE_CONFIDENCE / (len(some) + 1), 3), method, one.name,
            )
            for one, lon, lat in zip(some, lons, lats, strict=True)
        )  # fmt: skip


def combined(offline: Location, online: Location) -> Location:
    """The online answer where it has a point; a refusal with what both have to say where not."""
    if online.is_placed or not offline.reason:
        return online
    alternatives = (*offline.alternatives, *online.alternatives)[:MOST_ALTERNATIVES]
    return unplaced(f"{offline.reason}; {online.reason}", alternatives)


def says(text: str, name: str) -> bool:
    """Whether every word of a name that names something is in a text, misspelt at most a little."""
    written = words(text)
    wanted = [word for word in words(name) if not is_empty(word)] or words(name)
    return bool(wanted) and all(
        any(fuzz.ratio(word, other) >= SAME_WORD for other in written) for word in wanted
    )


def _found(record: Mapping[str, object]) -> Found:
    return Found(
        float(str(record["x"])), float(str(record["y"])), float(str(record["radius_m"])),
        str(record["name"]), str(record["kind"]),
    )  # fmt: skip


def _reason(error: GeopyError) -> str:
    if isinstance(error, GeocoderTimedOut):
        return "it did not answer in time"
    if isinstance(error, GeocoderQuotaExceeded):
        return "its quota is used up"
    if isinstance(error, GeocoderAuthenticationFailure | GeocoderInsufficientPrivileges):
        return "it did not accept our key"
    return "it cannot be reached, or answers with an error"

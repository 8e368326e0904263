"""Which online geocoder may be asked, and how gently."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import urlsplit

from geodata.errors import BadInput

Provider = Literal["nominatim", "os-names"]

OS_NAMES_URL = "https://api.os.uk/search/names/v1"
# Their usage policy forbids what we would do: sending texts of others in bulk, and at more than one a second.
PUBLIC_NOMINATIM = frozenset({"nominatim.openstreetmap.org", "nominatim.osm.org"})


@dataclass(frozen=True, slots=True)
class OnlineSettings:
    """One online geocoder.

    Attributes
    ----------
    provider
        "nominatim", a server of your own, or "os-names", the OS Names API.
    url
        The service's base address: "https://nominatim.example.org" or `OS_NAMES_URL`.
    key
        The API key that OS Names wants; never shown.
    min_delay_s
        Seconds from one question to the next, at least.
    timeout_s
        Seconds to wait for an answer.

    Raises
    ------
    BadInput
        When the settings cannot work, or name the public server of OpenStreetMap.
    """

    provider: Provider
    url: str
    key: str = field(default="", repr=False)
    min_delay_s: float = 1.0
    timeout_s: float = 10.0

    def __post_init__(self) -> None:
        """Check everything that can be known before a question is asked."""
        if self.provider not in get_args(Provider):
            raise BadInput(f"the online geocoder must be one of {', '.join(get_args(Provider))}")
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInput(
                "the online geocoder's address must begin with https:// (or http://) and name a host"
            )
        if parts.username or parts.password or parts.query or parts.fragment:
            raise BadInput("give the online geocoder's address without user name, password and question mark")
        if parts.hostname.rstrip(".") in PUBLIC_NOMINATIM:
            raise BadInput(
                f"{parts.hostname} is the public server of OpenStreetMap: its usage policy allows no batches, and "
                "reports should not go to strangers. Give the address of a Nominatim of your own, or a key for "
                "OS Names."
            )
        if self.provider == "os-names" and not self.key:
            raise BadInput("OS Names wants an API key: set OUTREACH_ONLINE_KEY (free from the OS Data Hub)")
        if self.min_delay_s < 0 or self.timeout_s <= 0:
            raise BadInput("the delay must not be negative, and the timeout more than 0 seconds")

    @classmethod
    def of(cls, url: str | None, key: str | None, *, min_delay_s: float = 1.0) -> OnlineSettings:
        """The settings that an address, a key or both mean: with a key OS Names, without one a Nominatim.

        Raises
        ------
        BadInput
            When neither is given, or they cannot work.
        """
        if key:
            return cls("os-names", url or OS_NAMES_URL, key, min_delay_s)
        if url:
            return cls("nominatim", url, "", min_delay_s)
        raise BadInput(
            "no online geocoder is set up: give --online-url or OUTREACH_ONLINE_URL (a Nominatim of your own), or "
            "OUTREACH_ONLINE_KEY (OS Names)"
        )

    @property
    def host(self) -> str:
        """The host the texts go to, with its port where one is given."""
        return urlsplit(self.url).netloc

    @property
    def title(self) -> str:
        """The provider's name for people."""
        return "Nominatim" if self.provider == "nominatim" else "OS Names"

    def without_key(self, message: str) -> str:
        """A message with the key taken out, should it ever be in it."""
        return message.replace(self.key, "(key)") if self.key else message

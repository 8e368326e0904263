"""Names as people write them, brought to one form: case, accents, apostrophes and abbreviations."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# "st" stands for both street and saint, and so do the full words: no rule tells them apart in every name,
# and none needs to.
ABBREVIATIONS = {
    "rd": "road", "roads": "road", "street": "st", "saint": "st", "str": "st",
    "ave": "avenue", "av": "avenue", "avn": "avenue", "aven": "avenue",
    "cl": "close", "clo": "close", "clse": "close", "cres": "crescent", "crsnt": "crescent",
    "crescnt": "crescent", "crst": "crescent", "gdns": "gardens", "gdn": "gardens", "gds": "gardens",
    "garden": "gardens", "gro": "grove", "grv": "grove", "gr": "grove", "ln": "lane", "la": "lane",
    "pk": "park", "pl": "place", "plc": "place", "sq": "square", "ter": "terrace", "terr": "terrace",
    "tce": "terrace", "ct": "court", "crt": "court", "dr": "drive", "drv": "drive", "wy": "way",
    "wlk": "walk", "wk": "walk", "est": "estate", "stn": "station", "sta": "station", "rly": "railway",
    "rlwy": "railway", "rail": "railway", "sch": "school", "schl": "school", "hosp": "hospital",
    "rbt": "roundabout", "rdbt": "roundabout", "rndbt": "roundabout", "pde": "parade", "par": "parade",
    "hse": "house", "lib": "library", "mkt": "market", "ctr": "centre", "cntr": "centre", "ctre": "centre",
    "center": "centre", "nth": "north", "sth": "south", "gt": "great", "grt": "great", "upr": "upper",
    "lwr": "lower", "mt": "mount", "hts": "heights", "vw": "view", "mws": "mews", "yd": "yard",
    "cmn": "common", "acad": "academy", "prim": "primary", "pri": "primary", "sec": "secondary",
    "uni": "university", "coll": "college", "bldg": "building", "bldgs": "buildings", "blk": "block",
    "brg": "bridge", "br": "bridge", "rec": "recreation", "grd": "ground", "ft": "foot",
    "boulevard": "boulevard", "blvd": "boulevard", "ests": "estate", "hwy": "highway", "pkwy": "parkway",
    "shop": "shops", "flat": "flats", "garage": "garages",
}  # fmt: skip

_STREET_TYPES = (
    "road st avenue close crescent gardens grove lane park place square terrace court drive way walk hill "
    "mews rise row parade green mead end yard vale gate view mount passage path alley broadway bank common "
    "croft dell field fields glade heights parkway ridge spinney wood approach circus esplanade highway "
    "boulevard arcade chase bridge villas wharf quay"
)
STREET_TYPES = frozenset(_STREET_TYPES.split())

# Those that right after a name make it another one: Mill Hill Road is no hill. The second set does only at the end,
# since "close to", "way in" and a saint may follow a name too.
ROAD_WORDS = frozenset(
    ["road", "avenue", "crescent", "gardens", "grove", "lane", "square", "terrace", "drive", "mews"]
)
LAST_ROAD_WORDS = frozenset(["st", "close", "place", "way", "parade", "hill", "rise", "walk", "vale", "row"])

_APOSTROPHES = re.compile("['`´‘’ʼ′]")
# "James's" and "James'" are one name.
_DOUBLE_S = re.compile("(?<=s)['`´‘’ʼ′]s\\b")
_SEPARATORS = re.compile(r"[\W_]+", re.UNICODE)
# The same for ASCII, several times faster.
_ASCII_SEPARATORS = {code: " " for code in range(128) if not chr(code).isalnum()}
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")


def plain(text: str) -> str:
    """Lower case, without accents, apostrophes gone, "&" and "@" as words."""
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in folded if not unicodedata.combining(c))
        folded = _APOSTROPHES.sub("", _DOUBLE_S.sub("", folded))
    elif "'" in folded or "`" in folded:
        folded = _APOSTROPHES.sub("", _DOUBLE_S.sub("", folded))
    if "&" in folded or "@" in folded:
        folded = folded.replace("&", " and ").replace("@", " at ")
    if "." in folded:
        folded = _DOTTED.sub(lambda match: match.group().replace(".", ""), folded)
    return folded


def words(text: str) -> list[str]:
    """The words of a text in one form: abbreviations written out, street and saint both "st"."""
    return plain_words(plain(text))


def plain_words(text: str) -> list[str]:
    """The same for a text that `plain` has been over already."""
    apart = text.translate(_ASCII_SEPARATORS) if text.isascii() else _SEPARATORS.sub(" ", text)
    return [ABBREVIATIONS.get(word, word) for word in apart.split()]


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """The form under which a name is kept and looked for."""
    return " ".join(words(name))


def core(key: str) -> str:
    """A street's name without its last word, where that only says what kind of street it is."""
    head, _, last = key.rpartition(" ")
    return head if head and last in STREET_TYPES else key


def title(name: str) -> str:
    """A name for reading: capitals kept unless the whole name is in them."""
    tidy = " ".join(name.split())
    if not tidy.isupper():
        return tidy
    return " ".join(_capital(word) for word in tidy.split(" "))


def _capital(word: str) -> str:
    if any(c.isdigit() for c in word):
        return word
    return "-".join(part[:1] + part[1:].lower() for part in word.split("-"))

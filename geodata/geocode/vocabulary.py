"""The words around a place's name: where in relation to it, what kind it is, and words that name nothing."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# How much further from the named place each word puts the truth, in metres.
QUALIFIERS_M: dict[str, float] = {
    "outside": 0, "on": 0, "at": 0, "in": 0, "inside": 0, "front": 0, "by": 20, "along": 0, "off": 40,
    "near": 40, "nr": 40, "nearby": 40, "opposite": 30, "opp": 30, "behind": 40, "rear": 40, "back": 40,
    "beside": 30, "next": 30, "adjacent": 30, "adj": 30, "close": 40, "around": 40, "towards": 100,
    "side": 20, "over": 30, "under": 20,
}  # fmt: skip

# Shorthand with a slash, undone before a slash can mean a junction.
SLASHED = {
    "o/s": "outside", "j/w": "junction", "r/o": "rear of", "b/w": "between", "c/o": "corner of",
    "n/r": "near", "o/p": "opposite", "opp/": "opposite", "jct/": "junction", "f/o": "front of",
}  # fmt: skip

JUNCTION_WORDS = _words(
    "junction jct jctn jnct jnc junc jn corner cnr crnr crossroads crossing intersection meets"
)
CONNECTING_WORDS = _words("and with of at to x where the")

# Kinds of place. Alone they name nothing; beside a name they say which of several it is.
KIND_WORDS = _words(
    "station railway train tram tube rail underground overground stop bus school primary secondary junior "
    "infant infants academy college nursery church chapel mosque temple library hospital surgery park "
    "recreation ground playground shops shopping centre supermarket market cafe pub hotel restaurant "
    "takeaway estate flats tower house block court cinema theatre gym leisure pool museum hall community "
    "youth club car bank post office police fire ambulance petrol garages roundabout bridge subway "
    "underpass cemetery allotments golf course stadium"
)

# Words that add nothing to a name: a text with nothing else names no particular place.
EMPTY_WORDS = _words(
    "a an the of to and or in on at by my our your his her their this that some any near nearby outside "
    "inside opposite opp behind rear front back side beside next adjacent adj between around along off "
    "towards corner junction end top bottom middle upper lower main rd street st road avenue lane close "
    "drive way path footpath alley alleyway cut through passage walkway pavement kerb verge bench benches "
    "entrance exit gate gates door doors doorway stairwell stairs staircase stairway steps lift lifts foyer "
    "lobby landing floor level roof basement flat flats block blocks building buildings house houses home "
    "garages garage bin bins store shed area parking carpark car park parks playground play green field "
    "fields woods shop shops shopping centre supermarket store stores market takeaway cafe pub bar club "
    "restaurant toilets toilet phone box cashpoint atm bus stop stops station platform platforms train "
    "tram tube school gates youth petrol space open sports recreation ground pitch court courts skate "
    "town high local somewhere unknown location various everywhere nowhere here there none na n tbc "
    "not known given same as above address no fixed abode place site scene where is was it number no "
    "unit room studio estate council large group youths people kids children young"
)

# Generic words that begin the names of streets: before a known one, they make it another street.
NAME_BEGINNINGS = _words(
    "north south east west upper lower old new great little high court park church green house hall school "
    "college abbey mill farm manor mount"
)

SETTLEMENT_KINDS = frozenset(
    {"locality", "suburban area", "town", "village", "hamlet", "city", "other settlement", "suburb",
     "neighbourhood", "district", "area"}
)  # fmt: skip
STREET_KINDS = frozenset({"street", "road", "named road", "section of named road"})


def is_bus_stop(kind: str) -> bool:
    """Whether a kind is a bus stop: many, and mostly named after streets and other places."""
    return "bus" in kind and "station" not in kind


def is_station(kind: str) -> bool:
    """Whether a kind is a railway, tram or tube station or stop."""
    on_rails = any(word in kind for word in ("rail", "train", "tram", "tube", "metro", "underground"))
    return on_rails and ("station" in kind or "stop" in kind)


def is_empty(token: str) -> bool:
    """Whether a word adds nothing to a name: a generic word, a letter, anything with a digit in it."""
    if token in EMPTY_WORDS or token in KIND_WORDS or len(token) == 1:
        return True
    return not token.isalpha() and any(c.isdigit() for c in token)

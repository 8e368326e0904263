"""The places we can name: build, keep and read them."""

from geodata.gazetteer.detect import detect_kind, kinds
from geodata.gazetteer.store import Added, Entry, Gazetteer, LoadedSource, Zone

__all__ = ["Added", "Entry", "Gazetteer", "LoadedSource", "Zone", "detect_kind", "kinds"]

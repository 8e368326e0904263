"""Text turned into locations: parse, match, resolve, say how sure."""

from geodata.geocode.geocoder import STEPS, Geocoder

__all__ = ["STEPS", "Geocoder"]

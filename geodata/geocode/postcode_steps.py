"""The steps that read postcodes."""

from __future__ import annotations

import numpy as np

from geodata.geocode.context import Asked
from geodata.geocode.finding import Finding, refusal
from geodata.geocode.postcodes import POSTCODE_RADIUS_M, display, looks_like_postcode
from geodata.geocode.spans import beside

# A street named beside a postcode whose points all lie further than this contradicts it.
CONTRADICTION_M = 600.0


def postcode(asked: Asked) -> Finding | None:
    """A full postcode: the middle of its houses."""
    if not asked.written:
        return None
    points = asked.book.postcodes.points
    for written in asked.written:
        if written.postcode in points:
            return _known(asked, written.postcode, written.repaired)
    for written in asked.written:
        if not written.repaired:
            says_more = asked.spans.streets or asked.spans.landmarks or asked.spans.left_over
            if not says_more and not asked.book.postcodes.is_district(written.postcode[:-3]):
                # Whether it exists elsewhere takes some tenths of a second to find out, and changes nothing here.
                return refusal(
                    f"outside our area: {display(written.postcode)} is in no postcode district here"
                )
            point = asked.book.postcodes.elsewhere(written.postcode)
            if point is not None:
                return Finding(*point, POSTCODE_RADIUS_M, 0.95, "postcode", display(written.postcode))
    return None


def _known(asked: Asked, found: str, repaired: bool) -> Finding:
    x, y = asked.book.postcodes.points[found]
    answer = Finding(x, y, POSTCODE_RADIUS_M, 0.95, "postcode", display(found))
    if repaired:
        answer = answer.less_sure(0.97, f"read as {display(found)}")
    if asked.book.postcodes.is_large_user(found):
        answer = answer.less_sure(0.6, "a PO box or large user: its point is the sorting office")
    for span in asked.spans.streets:
        if span.length == 1 or beside(asked.query, span):
            continue
        if not asked.book.streets.is_within(span.key, x, y, CONTRADICTION_M):
            rows = np.array(asked.book.index.streets[span.key])
            away = np.hypot(asked.book.index.x[rows] - x, asked.book.index.y[rows] - y).min()
            name = asked.book.index.names[int(rows[0])]
            other = asked.book.streets.answer(span.key, asked.hints)
            reason = f"{name} is {away:.0f} m away from {display(found)}: one of the two is wrong"
            alternatives = (other,) if other.is_placed else other.alternatives
            return Finding(x, y, answer.radius_m, 0.5, "postcode", answer.matched, alternatives, reason)
        break
    return answer


def unknown_postcode(asked: Asked) -> Finding | None:
    """Refuse what has the shape of a postcode and is none."""
    if not asked.book.area.crs.is_british:
        return None
    malformed = looks_like_postcode(asked.query.flat) and asked.partial is None
    written = next((w for w in asked.written if not w.repaired), None)
    if written is None and not malformed:
        return None
    if written is None:
        return refusal(f"{asked.query.text.strip()} is not a postcode that is known around here")
    sector = asked.book.postcodes.part(written.postcode[:-3], written.postcode[-3])
    return refusal(f"{display(written.postcode)} is not a known postcode", (sector,) if sector else ())


def partial_postcode(asked: Asked) -> Finding | None:
    """A postcode sector or district by itself: its middle, with a radius to match."""
    if asked.partial is None:
        return None
    district, sector = asked.partial
    return asked.book.postcodes.part(district, sector) or asked.book.postcodes.part(district)

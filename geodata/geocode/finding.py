"""What a step of the geocoder finds, in metres of the area's CRS, before it becomes a Location."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A point with its radius and confidence, or a refusal (x and y None) with its reason."""

    x: float | None
    y: float | None
    radius_m: float
    confidence: float
    method: str
    matched: str
    alternatives: tuple[Finding, ...] = ()
    reason: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether there is a point."""
        return self.x is not None and self.y is not None

    @property
    def point(self) -> tuple[float, float]:
        """x and y of a placed finding."""
        if self.x is None or self.y is None:
            raise ValueError("a refusal has no point")
        return self.x, self.y

    def believed(self, confidence: float) -> Finding:
        """The same answer with another confidence."""
        return Finding(
            self.x,
            self.y,
            self.radius_m,
            confidence,
            self.method,
            self.matched,
            self.alternatives,
            self.reason,
        )

    def moved(self, x: float | None, y: float | None, radius_m: float) -> Finding:
        """The same answer at another point, or with another radius."""
        return Finding(
            x, y, radius_m, self.confidence, self.method, self.matched, self.alternatives, self.reason
        )

    def named(self, matched: str) -> Finding:
        """The same answer under another name."""
        return Finding(
            self.x,
            self.y,
            self.radius_m,
            self.confidence,
            self.method,
            matched,
            self.alternatives,
            self.reason,
        )

    def less_sure(self, factor: float, reason: str = "", widen_m: float = 0.0) -> Finding:
        """The same point, believed less, with the reason added."""
        reasons = f"{self.reason}; {reason}" if self.reason and reason else self.reason or reason
        return Finding(
            self.x, self.y, self.radius_m + widen_m, self.confidence * factor, self.method, self.matched,
            self.alternatives, reasons,
        )  # fmt: skip


def refusal(reason: str, alternatives: tuple[Finding, ...] = ()) -> Finding:
    """No point, with the reason and what it might be."""
    return Finding(None, None, 0.0, 0.0, "", "", alternatives, reason)

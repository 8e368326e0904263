"""Plots as plain SVG, worked out on the server: lines told apart by dash and mark as well as by colour."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 12, 12, 52
STYLES = 6

Scale = Callable[[float], float]
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    at: float
    text: str


@dataclass(frozen=True)
class PlotLine:
    """A line in the picture's own units; `style` (0 to 5) is its dash, mark and colour."""

    label: str
    style: int
    path: str
    marks: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Plot:
    """A picture ready to be written as SVG. `guide` is a faint line to compare with, or ""."""

    x_title: str
    y_title: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[PlotLine, ...]
    guide: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def hit_curves(curves: Sequence[tuple[str, Points]]) -> Plot:
    """The share of reports caught against the share of the area; the first few percent drawn wide."""
    across = _axis(math.sqrt, 0.0, 100.0, _LEFT, WIDTH - _RIGHT)
    up = _axis(_same, 0.0, 1.0, HEIGHT - _BOTTOM, _TOP)
    even = [(float(k), k / 100.0) for k in range(0, 101, 2)]
    return Plot(
        x_title="Percent of the area, best first",
        y_title="Percent of reports in it",
        x_ticks=tuple(Tick(across(v), f"{v:g}") for v in (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)),
        y_ticks=tuple(Tick(up(v), f"{100 * v:g}") for v in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        lines=tuple(
            _line(k, label, [(0.0, 0.0), *points], across, up) for k, (label, points) in enumerate(curves)
        ),
        guide=_path([(across(x), up(y)) for x, y in even]),
    )


def calibration_plot(groups: Sequence[tuple[str, Points]]) -> Plot:
    """Reports seen against reports expected, cells grouped by what they expect; both on a scale of tenfold steps."""
    values = [value for _, points in groups for point in points for value in point if value > 0]
    low = math.floor(math.log10(min(values, default=0.1)))
    high = math.ceil(math.log10(max(values, default=1.0)))
    low, high = (low, high) if high > low else (low, low + 1)
    floor = 10.0**low
    across = _axis(math.log10, floor, 10.0**high, _LEFT, WIDTH - _RIGHT)
    up = _axis(math.log10, floor, 10.0**high, HEIGHT - _BOTTOM, _TOP)
    steps = [10.0**k for k in range(low, high + 1)]
    return Plot(
        x_title="Expected in a cell and week",
        y_title="Seen in a cell and week",
        x_ticks=tuple(Tick(across(v), f"{v:g}") for v in steps),
        y_ticks=tuple(Tick(up(v), f"{v:g}") for v in steps),
        lines=tuple(
            _line(k, label, [(max(x, floor), max(y, floor)) for x, y in points], across, up)
            for k, (label, points) in enumerate(groups)
        ),
        guide=_path([(across(v), up(v)) for v in (floor, 10.0**high)]),
    )


def flatness_plot(tenths: Sequence[tuple[str, Sequence[int]]]) -> Plot:
    """The share of probability integral transforms in each tenth; the guide is a tenth in each."""
    shares = [(label, [count / max(1, sum(counts)) for count in counts]) for label, counts in tenths]
    top = max(0.2, math.ceil(10.0 * max((share for _, one in shares for share in one), default=0.2)) / 10.0)
    across = _axis(_same, 0.0, 1.0, _LEFT, WIDTH - _RIGHT)
    up = _axis(_same, 0.0, top, HEIGHT - _BOTTOM, _TOP)
    step = 0.05 if top <= 0.3 else 0.1
    return Plot(
        x_title="Chance of so few or fewer, as forecast",
        y_title="Percent of cells and weeks",
        x_ticks=tuple(Tick(across(k / 5), f"{k / 5:g}") for k in range(6)),
        y_ticks=tuple(Tick(up(k * step), f"{100 * k * step:g}") for k in range(round(top / step) + 1)),
        lines=tuple(
            _line(k, label, [((n + 0.5) / len(one), share) for n, share in enumerate(one)], across, up)
            for k, (label, one) in enumerate(shares)
        ),
        guide=_path([(across(0.0), up(0.1)), (across(1.0), up(0.1))]),
    )


def rounds_plot(
    lines: Sequence[tuple[str, Points]], x_title: str, y_title: str, highest: float | None = None
) -> Plot:
    """Lines over rounds, from nothing up to the highest value, or to one given so that plots compare."""
    most_x = max((x for _, points in lines for x, _ in points), default=1.0) or 1.0
    most_y = highest or max((y for _, points in lines for _, y in points), default=1.0) or 1.0
    step = _round_step(most_y)
    top = step * math.ceil(most_y / step)
    across = _axis(_same, 0.0, most_x, _LEFT, WIDTH - _RIGHT)
    up = _axis(_same, 0.0, top, HEIGHT - _BOTTOM, _TOP)
    wide = _round_step(most_x)
    return Plot(
        x_title=x_title,
        y_title=y_title,
        x_ticks=tuple(Tick(across(k * wide), f"{k * wide:g}") for k in range(int(most_x / wide) + 1)),
        y_ticks=tuple(Tick(up(k * step), f"{k * step:.3g}") for k in range(round(top / step) + 1)),
        lines=tuple(_line(k, label, points, across, up, marks=8) for k, (label, points) in enumerate(lines)),
    )


def _round_step(most: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that makes some five of the most."""
    rough = most / 5.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * k for k in (1.0, 2.0, 5.0, 10.0) if power * k >= rough * 0.999)


def _axis(shape: Scale, low: float, high: float, start: float, end: float) -> Scale:
    first, last = shape(low), shape(high)
    return lambda value: round(start + (shape(value) - first) / (last - first) * (end - start), 1)


def _same(value: float) -> float:
    return value


def _line(number: int, label: str, points: Points, across: Scale, up: Scale, marks: int = 100) -> PlotLine:
    drawn = [(across(x), up(y)) for x, y in points]
    every = max(1, len(drawn) // marks)
    return PlotLine(label, number % STYLES, _path(drawn), tuple(drawn[::every]))


def _path(points: Points) -> str:
    return " ".join(f"{'L' if i else 'M'}{x:g} {y:g}" for i, (x, y) in enumerate(points))

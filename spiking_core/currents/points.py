"""A current drawn by its points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core import checks
from spiking_core.currents import points_text
from spiking_core.currents.base import Piece, Shape, Waveform

EXAMPLE = ((0.0, 0.0), (100.0, 0.0), (100.0, 10.0), (200.0, 10.0), (400.0, 0.0))


@final
@dataclass(frozen=True)
class Points(Waveform):
    """Straight lines through points, held before the first and after the last one.

    Edges: the times of the points. A time that stands twice is a jump; the current there is
    the second of the two values. The points alone make the current: `I_max`, `I_period`,
    `onset`, `seed` and `I_base` have no effect, and times count from the beginning of the
    run.

    Parameters
    ----------
    points : tuple of (float, float)
        Time in ms and current in the unit of the model, from 1 to 100,000 points; times do
        not decrease, and none stands more than twice.
    """

    points: tuple[tuple[float, float], ...] = EXAMPLE

    name = "points"
    title = "Points of your own"
    meaning = (
        "Straight lines through the given points, held before the first and after the last "
        "one; a time that stands twice is a jump."
    )
    uses_strength = False
    uses_period = False
    uses_onset = False
    uses_base = False

    def __post_init__(self) -> None:
        """Check the points and turn them into a tuple of pairs of floats."""
        super().__post_init__()
        pairs = tuple(_pair(k, pair) for k, pair in enumerate(_listed(self.points), start=1))
        if not pairs:
            raise ValueError("`points` of `Points` must hold at least one point, got none.")
        points_text.check_count(len(pairs))
        points_text.check(pairs, lambda k: f"point {k + 1}")
        object.__setattr__(self, "points", pairs)

    @classmethod
    def parse(cls, text: str, dt: float = 0.1, unit: str | None = None) -> Points:
        """Return the current of a pasted text or a CSV file.

        Parameters
        ----------
        text : str
            One pair per line, time in ms and current, or several in a single line separated
            by semicolons; columns separated by comma, tab, semicolon or blanks; decimals
            marked by a point or a comma. The first line may be a header (no number in it),
            whose units of time and current are honoured; what follows a # and a line that
            begins with a % are comments. A single column means samples: sample k holds on
            [k dt, (k+1) dt), and the last one for ever.
        dt : float
            Sampling interval in ms of a single column.
        unit : str, optional
            Unit of the model's current, empty if it has none; needed if a header gives one.

        Raises
        ------
        ValueError
            If a line cannot be read or could mean two things, or the header's unit cannot be
            honoured; the message names it.
        """
        interval = checks.positive(dt, "`dt` of `Points.parse`", "ms")
        return cls(0.0, points=tuple(points_text.parse(text, interval, unit)))

    @classmethod
    def from_text(cls, text: str) -> Points:
        """Return the current of the compact form that `to_text` writes.

        Raises
        ------
        ValueError
            If a point cannot be read; the message names it.
        """
        return cls(0.0, points=tuple(points_text.from_text(text)))

    def to_text(self) -> str:
        """Return the points for a URL, as in ``"0:0_10:0_10:14"``, without loss."""
        return points_text.to_text(self.points)

    def pieces(self, T: float) -> list[Piece]:
        """Return the pieces that cover [0, T], one between two points."""
        inner = self._times[(self._times > 0) & (self._times < T)]
        edges = np.unique(np.concatenate(([0.0], inner, [T])))
        # The last point at or before the edge.
        before = np.searchsorted(self._times, edges[:-1], side="right") - 1
        rows = zip(edges.tolist(), edges[1:].tolist(), before.tolist(), strict=False)
        return [self._piece(start, end, k) for start, end, k in rows]

    def sample(self, times: ArrayLike) -> NDArray[np.floating]:
        """Return the current at `times` in ms, in the shape of `times`."""
        t = np.asarray(times, dtype=float)
        after = np.searchsorted(self._times, t, side="right")
        i, j = np.maximum(after - 1, 0), np.minimum(after, len(self.points) - 1)
        # Before the first and after the last point, i and j are the same one.
        held = self._levels[i] == self._levels[j]
        f = (t - self._times[i]) / np.where(held, 1.0, self._times[j] - self._times[i])
        line = self._levels[i] * (1 - f) + self._levels[j] * f
        return np.where(held, self._levels[i], line)

    @cached_property
    def _times(self) -> NDArray[np.floating]:
        return np.array([t for t, _ in self.points])

    @cached_property
    def _levels(self) -> NDArray[np.floating]:
        return np.array([level for _, level in self.points])

    def _piece(self, start: float, end: float, before: int) -> Piece:
        """Return the piece after the point with the index `before` (-1 for none)."""
        t0, a = self.points[max(before, 0)]
        if before < 0 or before == len(self.points) - 1:
            return Piece(start, end, a)
        t1, b = self.points[before + 1]
        if a == b:
            return Piece(start, end, a)
        return Piece(start, end, 0.0, Shape(t0, a, slope=(b - a) / (t1 - t0)))


def _listed(points: Any) -> list[Any]:
    if isinstance(points, str) or not isinstance(points, Iterable):
        raise TypeError(f"`points` of `Points` must be pairs (time, current), got {points!r}.")
    return list(points)


def _pair(number: int, pair: Any) -> tuple[float, float]:
    try:
        t, level = pair
    except (TypeError, ValueError):
        raise TypeError(
            f"Point {number} of `Points` must be a pair (time, current), got {pair!r}."
        ) from None
    return (
        checks.number(t, f"The time of point {number} of `Points`", "ms"),
        checks.number(level, f"The current of point {number} of `Points`"),
    )

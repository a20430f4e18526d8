"""Two ramps, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core.currents.base import Piece, Shape, Waveform
from spiking_core.description import Parameter

LATER = Parameter(
    "later", 400.0, (10.0, 1000.0), (0.1, 1e6), 1.0, "ms", "time from the first ramp to the second"
)
SECOND = Parameter(
    "second", 20.0, (1.0, 500.0), (0.1, 1e6), 0.5, "ms", "rise time of the second ramp"
)
RATIO = Parameter(
    "ratio", 1.0, (-2.0, 2.0), (-100.0, 100.0), 0.05, "", "height of the second ramp to the first"
)


@final
@dataclass(frozen=True)
class Ramps(Waveform):
    """Two straight lines out of the base level, each of which ends with a jump back to it.

    The first rises from `onset` to `I_max` within `I_period`, the second from ``onset + later``
    to ``ratio I_max`` within `second`; it ends the first one if that is still rising. Edges:
    begin and end of each.

    Parameters
    ----------
    later : float
        Time from the first ramp to the second one in ms, from start to start, from 0.1 to 1e6.
    second : float
        Rise time of the second ramp in ms, from 0.1 to 1e6.
    ratio : float
        Height of the second ramp divided by that of the first, from -100 to 100.
    """

    later: float = LATER.default
    second: float = SECOND.default
    ratio: float = RATIO.default

    name = "ramps"
    title = "Two ramps"
    meaning = (
        "Zero before the onset; then a straight line that reaches I_max after the rise time "
        "I_period, and zero again; the time later than the onset a second one that reaches ratio "
        "times I_max after the rise time second, and zero again."
    )
    period_meaning = "rise time"
    own = (LATER, SECOND, RATIO)

    def pieces(self, T: float) -> list[Piece]:
        """Return the pieces that cover [0, T]: base level, ramp, base level, ramp, base level."""
        base, onset, again = self.I_base, self.onset, self.onset + self.later
        first = Shape(onset, base, slope=(self.I_max - base) / self.I_period)
        second = Shape(again, base, slope=(self.ratio * self.I_max - base) / self.second)
        end = min(onset + self.I_period, again)
        whole = (
            Piece(0.0, min(onset, T), base),
            Piece(onset, min(end, T), 0.0, first),
            Piece(end, min(again, T), base),
            Piece(again, min(again + self.second, T), 0.0, second),
            Piece(again + self.second, T, base),
        )
        return [piece for piece in whole if piece.start < piece.end]

    def sample(self, times: ArrayLike) -> NDArray[np.floating]:
        """Return the current at `times` in ms, in the shape of `times`."""
        t = np.asarray(times, dtype=float)
        base, again = self.I_base, self.onset + self.later
        second = t >= again
        start = np.where(second, again, self.onset)
        rise = np.where(second, self.second, self.I_period)
        height = np.where(second, self.ratio * self.I_max, self.I_max)
        rising = (t >= start) & (t < start + rise)
        f = np.where(rising, (t - start) / rise, 0.0)
        return base * (1 - f) + height * f

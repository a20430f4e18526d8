"""A straight line between two levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core.currents.base import Piece, Shape, Waveform
from spiking_core.description import UNLIMITED, Parameter

I_START = Parameter(
    "I_start", 0.0, (-20.0, 20.0), UNLIMITED, 0.1, "", "level at the onset, where the line begins"
)


@final
@dataclass(frozen=True)
class Linear(Waveform):
    """From `I_start` at the onset to `I_max` after the time `I_period`, then held.

    Edges: `onset`, where the current jumps from `I_base` to `I_start`, and
    ``onset + I_period``, where only the slope changes.

    Parameters
    ----------
    I_start : float
        Level at the onset, in the current unit of the model.
    """

    I_start: float = I_START.default

    name = "linear"
    title = "Line between two levels"
    meaning = (
        "Zero before the onset, then a straight line from I_start to I_max, which it reaches "
        "after the duration I_period and keeps."
    )
    period_meaning = "duration"
    own = (I_START,)

    def pieces(self, T: float) -> list[Piece]:
        """Return the pieces that cover [0, T]: base level, line, plateau."""
        start, I_max, onset, period = self.I_start, self.I_max, self.onset, self.I_period
        shape = Shape(onset, start, slope=(I_max - start) / period)
        end = onset + period
        whole = (
            Piece(0.0, min(onset, T), self.I_base),
            Piece(onset, min(end, T), 0.0, shape),
            Piece(end, T, I_max),
        )
        return [piece for piece in whole if piece.start < piece.end]

    def sample(self, times: ArrayLike) -> NDArray[np.floating]:
        """Return the current at `times` in ms, in the shape of `times`."""
        t = np.asarray(times, dtype=float)
        f = np.clip((t - self.onset) / self.I_period, 0.0, 1.0)
        return np.where(t < self.onset, self.I_base, self.I_start * (1 - f) + self.I_max * f)

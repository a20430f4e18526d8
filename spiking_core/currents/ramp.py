"""A linear ramp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core.currents.base import Piece, Shape, Waveform


@final
@dataclass(frozen=True)
class Ramp(Waveform):
    """From `I_base` at the onset to `I_max` after the time `I_period`, then held.

    Edges, where the slope changes and the value does not: `onset`, ``onset + I_period``.
    """

    name = "ramp"
    title = "Ramp"
    meaning = (
        "Zero before the onset, then a straight line that reaches I_max after the rise time "
        "I_period and stays there."
    )
    period_meaning = "rise time"

    def pieces(self, T: float) -> list[Piece]:
        """Return the pieces that cover [0, T]: base level, ramp, plateau."""
        base, I_max, onset, period = self.I_base, self.I_max, self.onset, self.I_period
        shape = Shape(onset, base, slope=(I_max - base) / period)
        top = onset + period
        whole = (
            Piece(0.0, min(onset, T), base),
            Piece(onset, min(top, T), 0.0, shape),
            Piece(top, T, I_max),
        )
        return [piece for piece in whole if piece.start < piece.end]

    def sample(self, times: ArrayLike) -> NDArray[np.floating]:
        """Return the current at `times` in ms, in the shape of `times`."""
        t = np.asarray(times, dtype=float)
        f = np.clip((t - self.onset) / self.I_period, 0.0, 1.0)
        return self.I_base * (1 - f) + self.I_max * f

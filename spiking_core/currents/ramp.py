"""A linear ramp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core.currents.base import Piece, Waveform


@final
@dataclass(frozen=True)
class Ramp(Waveform):
    """From zero at the onset to `I_max` one period later, then held."""

    name = "ramp"
    title = "Ramp"
    meaning = (
        "Zero before the onset, then a straight line that reaches I_max after the time "
        "I_period and stays there."
    )

    def pieces(self, T: float) -> list[Piece]:
        """Return the pieces that cover [0, T]: zero, ramp, plateau."""
        I_max, onset, period = self.I_max, self.onset, self.I_period

        def shape(t: float) -> float:
            return I_max * ((t - onset) / period)

        top = onset + period
        whole = (
            Piece(0.0, min(onset, T), 0.0),
            Piece(onset, min(top, T), 0.0, shape),
            Piece(top, T, I_max),
        )
        return [piece for piece in whole if piece.start < piece.end]

    def sample(self, times: ArrayLike) -> NDArray[np.floating]:
        """Return the current at `times` in ms, in the shape of `times`."""
        t = np.asarray(times, dtype=float)
        return self.I_max * np.clip((t - self.onset) / self.I_period, 0.0, 1.0)

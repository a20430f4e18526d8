"""A sine wave."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core.currents.base import Piece, Shape, Waveform


@final
@dataclass(frozen=True)
class Sine(Waveform):
    """``I_base + I_max sin(2 pi (t - onset) / I_period)`` from the onset on.

    Edge, where the slope changes and the value does not: `onset`.
    """

    name = "sine"
    title = "Sine wave"
    meaning = (
        "Zero before the onset, then a sine of height I_max and period I_period that first goes up."
    )
    period_meaning = "period"
    adds_to_base = True

    def pieces(self, T: float) -> list[Piece]:
        """Return the pieces that cover [0, T], one per half period.

        The function is smooth over the whole; the edges at its zeros keep a long integration
        step from passing over a fast oscillation without noticing it.
        """
        base, onset = self.I_base, self.onset
        shape = Shape(onset, base, amplitude=self.I_max, linear=1 / self.I_period)
        pieces = [Piece(0.0, min(onset, T), base)] if onset > 0 else []
        if onset < T:
            half = self.I_period / 2
            edges = onset + half * np.arange(int((T - onset) / half) + 2)
            edges = [*edges[edges < T].tolist(), T]
            pieces += [Piece(a, b, 0.0, shape) for a, b in zip(edges, edges[1:], strict=False)]
        return pieces

    def sample(self, times: ArrayLike) -> NDArray[np.floating]:
        """Return the current at `times` in ms, in the shape of `times`."""
        elapsed = np.maximum(np.asarray(times, dtype=float) - self.onset, 0.0)
        return self.I_base + self.I_max * np.sin(2 * math.pi / self.I_period * elapsed)

"""A sine wave whose frequency changes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core.currents.base import Piece, Shape, Waveform
from spiking_core.description import Parameter

MAX_FREQUENCY = 5000.0
F_START = Parameter(
    "f_start", 0.0, (0.0, 200.0), (0.0, MAX_FREQUENCY), 1.0, "Hz", "frequency at the onset"
)
F_END = Parameter(
    "f_end", 100.0, (0.0, 200.0), (0.0, MAX_FREQUENCY), 1.0, "Hz", "frequency at the end"
)


@final
@dataclass(frozen=True)
class Chirp(Waveform):
    """``I_base + I_max sin(2 pi phase(t))`` for the time `I_period`, then `I_base`.

    With s = t - onset the phase in cycles is ``f_start s + (f_end - f_start) s**2 / (2
    I_period)``, whose derivative, the frequency, goes from `f_start` to `f_end` in a
    straight line. Edges: `onset` and ``onset + I_period``, where the current jumps back.

    Parameters
    ----------
    f_start, f_end : float
        Frequency at the onset and at the end in Hz, from 0 to 5000.
    """

    f_start: float = F_START.default
    f_end: float = F_END.default

    name = "chirp"
    title = "Frequency sweep (chirp)"
    meaning = (
        "Zero before the onset, then a sine of height I_max whose frequency goes linearly from "
        "f_start to f_end within the duration I_period, then zero again."
    )
    period_meaning = "duration"
    adds_to_base = True
    own = (F_START, F_END)

    def pieces(self, T: float) -> list[Piece]:
        """Return the pieces that cover [0, T], one per half cycle.

        The edges at the zeros keep a long integration step from passing over a fast
        oscillation without noticing it.
        """
        base, I_max, onset, end = self.I_base, self.I_max, self.onset, self.onset + self.I_period
        # The phase, in cycles, is s (linear + quadratic s) with s in ms.
        linear, quadratic = self._coefficients
        shape = Shape(onset, base, amplitude=I_max, linear=linear, quadratic=quadratic)
        pieces = [Piece(0.0, min(onset, T), base)] if onset > 0 else []
        stop = min(end, T)
        if onset < stop:
            zeros = onset + self._zeros(stop - onset)
            edges = [onset, *zeros[(onset < zeros) & (zeros < stop)].tolist(), stop]
            pieces += [Piece(a, b, 0.0, shape) for a, b in zip(edges, edges[1:], strict=False)]
        if end < T:
            pieces.append(Piece(end, T, base))
        return pieces

    def sample(self, times: ArrayLike) -> NDArray[np.floating]:
        """Return the current at `times` in ms, in the shape of `times`."""
        t = np.asarray(times, dtype=float)
        linear, quadratic = self._coefficients
        inside = (self.onset <= t) & (t < self.onset + self.I_period)
        s = np.where(inside, t - self.onset, 0.0)
        wave = self.I_max * np.sin(2 * math.pi * (s * (linear + quadratic * s)))
        return self.I_base + np.where(inside, wave, 0.0)

    @property
    def _coefficients(self) -> tuple[float, float]:
        return self.f_start * 1e-3, (self.f_end - self.f_start) * 1e-3 / (2 * self.I_period)

    def _zeros(self, duration: float) -> NDArray[np.floating]:
        """Return the times after the onset, up to `duration`, where the sine is zero."""
        linear, quadratic = self._coefficients
        cycles = np.arange(1, int(2 * duration * (linear + quadratic * duration)) + 1) / 2
        # This form of the root of the quadratic has no cancellation and allows quadratic = 0.
        root = np.sqrt(np.maximum(linear * linear + 4 * quadratic * cycles, 0.0))
        return np.unique(2 * cycles / (linear + root))

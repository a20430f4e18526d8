"""Ornstein-Uhlenbeck noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import final

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents import noise
from spiking_core.currents.base import HeldWaveform

GRID = 0.1
RELATIVE_SD = 0.2
EARLY = 1e-9


@final
@dataclass(frozen=True)
class OrnsteinUhlenbeck(HeldWaveform):
    """Fluctuating current with mean ``I_base + I_max`` and correlation time `I_period`.

    The standard deviation is ``|I_max| / 5``. The process is updated exactly every 0.1 ms
    from the onset, whatever the recording interval, held in between, and starts in its
    stationary distribution; the same `seed` gives the same current for ever. Edges: `onset`
    and every 0.1 ms from there.

    References
    ----------
    D. T. Gillespie (1996), Exact numerical simulation of the Ornstein-Uhlenbeck process and
    its integral, Physical Review E 54:2084-2091, doi:10.1103/PhysRevE.54.2084.
    """

    name = "ou"
    title = "Noise (Ornstein-Uhlenbeck)"
    meaning = (
        "Zero before the onset, then Ornstein-Uhlenbeck noise with mean I_max, standard "
        "deviation |I_max|/5 and correlation time I_period, updated every 0.1 ms; the seed "
        "fixes it."
    )
    uses_seed = True
    period_meaning = "correlation time"
    adds_to_base = True

    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges and values, see `HeldCurrent.levels`."""
        count = max(int((T - self.onset) / GRID) + 2, 1)
        # A hair early: a sample time k dt, which is rounded, must not fall before its edge.
        edges = self.onset + GRID * np.arange(count) - EARLY
        edges[0] = self.onset
        fluctuation = standard_path(self.seed, self.I_period, count)
        values = self.I_base + self.I_max * (1 + RELATIVE_SD * fluctuation)
        return self._after_onset(edges, values)


@lru_cache(maxsize=4)
def standard_path(seed: int, time_constant: float, count: int) -> NDArray[np.floating]:
    """Return an Ornstein-Uhlenbeck path of mean 0 and variance 1, shape (count,).

    `time_constant` is in ms, the interval 0.1 ms. The array is shared and read-only.
    """
    functions = noise.elementary()
    decay = float(functions.exp(-GRID / time_constant))
    scale = math.sqrt(-functions.expm1(-2 * GRID / time_constant))
    normals = noise.normals(seed, count).tolist()
    steps = [normals[0], *(scale * x for x in normals[1:])]
    path = np.array(list(accumulate(steps, lambda x, step: decay * x + step)))
    path.setflags(write=False)
    return path

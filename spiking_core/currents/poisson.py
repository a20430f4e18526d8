"""Poisson input through exponential synapses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core.currents import noise
from spiking_core.currents.base import Piece, Shape, Waveform
from spiking_core.description import Parameter

FEWEST = 64
RATE = Parameter("rate", 200.0, (1.0, 1000.0), (0.0, 10_000.0), 1.0, "Hz", "events per second")
TAU = Parameter(
    "tau_syn", 5.0, (0.5, 50.0), (0.01, 1e6), 0.1, "ms", "time constant of the decay after an event"
)


@final
@dataclass(frozen=True)
class Poisson(Waveform):
    """Events at random times; each adds `I_max`, which decays exponentially.

    From the onset on, the sum over the events before t of ``I_max exp(-(t - event) / tau_syn)``,
    added to `I_base`. Its mean is ``rate tau_syn I_max`` and its variance ``rate tau_syn I_max**2 /
    2`` (Campbell) once a few `tau_syn` have passed; it starts at zero. Edges: the events. The
    intervals between them are exponential, ``-log(u) / rate`` with the uniform numbers u of
    the seed in their order, so that the same `seed` gives the same events for ever.

    Parameters
    ----------
    rate : float
        Events per second, from 0 to 10000 Hz.
    tau_syn : float
        Time constant of the decay in ms, from 0.01 to 1e6.
    """

    rate: float = RATE.default
    tau_syn: float = TAU.default

    name = "poisson"
    title = "Poisson synapses"
    meaning = (
        "Zero before the onset; then events at random times with the given rate, each of which "
        "adds I_max that decays with time constant tau_syn; the seed fixes it."
    )
    uses_period = False
    uses_seed = True
    adds_to_base = True
    own = (RATE, TAU)

    def events(self, T: float) -> NDArray[np.floating]:
        """Return the times in ms of the events up to `T`, shape (n,)."""
        return self._events(T)[0]

    def pieces(self, T: float) -> list[Piece]:
        """Return the pieces that cover [0, T], one between two events."""
        times, sizes = self._events(T)
        edges = [*times.tolist(), T]
        pieces = [Piece(0.0, edges[0], self.I_base)]
        for start, end, size in zip(edges, edges[1:], sizes.tolist(), strict=False):
            shape = Shape(start, self.I_base, jump=self.I_max * size, rate=1 / self.tau_syn)
            pieces.append(Piece(start, end, 0.0, shape))
        return [piece for piece in pieces if piece.start < piece.end]

    def sample(self, times: ArrayLike) -> NDArray[np.floating]:
        """Return the current at `times` in ms, in the shape of `times`."""
        t = np.asarray(times, dtype=float)
        events, sizes = self._events(float(t.max(initial=0.0)))
        if not events.size:
            return np.full(t.shape, self.I_base)
        last = np.searchsorted(events, t, side="right") - 1
        since = np.maximum(t - events[last], 0.0)
        decayed = self.I_max * sizes[last] * noise.elementary().exp(-since / self.tau_syn)
        return self.I_base + np.where(last >= 0, decayed, 0.0)

    def _events(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return the events up to `T` and the sum right after each in units of `I_max`."""
        rate, duration = self.rate * 1e-3, T - self.onset
        if rate == 0 or duration < 0:
            return np.empty(0), np.empty(0)
        # Whole powers of two: runs of about the same length share what is kept.
        count = max(FEWEST, 2 ** math.ceil(math.log2(rate * duration + 1)))
        times, sizes = unit_events(self.seed, rate, self.tau_syn, count)
        while times[-1] + self.onset <= T:
            count *= 2
            times, sizes = unit_events(self.seed, rate, self.tau_syn, count)
        times = self.onset + times
        n = int(np.searchsorted(times, T, side="right"))
        return times[:n], sizes[:n]


@lru_cache(maxsize=4)
def unit_events(
    seed: int, rate: float, tau: float, count: int
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return events of a Poisson process and the sum of unit jumps right after each.

    `rate` is in events per ms, `tau` in ms; both arrays have shape (count,), are shared and
    read-only. A larger `count` begins with the same numbers.
    """
    functions = noise.elementary()
    intervals = -functions.log(noise.uniforms(seed, count)) / rate
    decays = functions.exp(-intervals / tau).tolist()
    # Nothing has come before the first event, so its decay has nothing to act on.
    sizes = np.array(list(accumulate(decays[1:], lambda x, decay: x * decay + 1.0, initial=1.0)))
    times = np.cumsum(intervals)
    times.setflags(write=False)
    sizes.setflags(write=False)
    return times, sizes

"""A train of pulses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents.base import HeldWaveform, whole
from spiking_core.description import Parameter

WIDTH = Parameter("width", 5.0, (0.5, 50.0), (0.01, 1e6), 0.1, "ms", "length of one pulse")
COUNT = Parameter(
    "count",
    0,
    (0, 20),
    (0, 1e6),
    1,
    "",
    "number of pulses; 0 for pulses without end",
    whole=True,
)


@final
@dataclass(frozen=True)
class Pulses(HeldWaveform):
    """A pulse of height `I_max` and length `width` every `I_period` from the onset on.

    Edges: ``onset + k I_period`` and ``onset + k I_period + width`` for k = 0, 1, 2, ...;
    pulses that touch or overlap are one long pulse and do not add up.

    Parameters
    ----------
    width : float
        Length of one pulse in ms, from 0.01 to 1e6.
    count : int
        Number of pulses, up to 1e6; 0 for pulses without end.
    """

    width: float = WIDTH.default
    count: int = int(COUNT.default)

    name = "pulses"
    title = "Pulse train"
    meaning = (
        "Zero before the onset, then pulses of height I_max and length width with zero in between, "
        "one interval I_period from begin to begin; count pulses, or without end if count is 0."
    )
    period_meaning = "interval"
    own = (WIDTH, COUNT)

    def __post_init__(self) -> None:
        """Check the values; `count` must be a whole number."""
        super().__post_init__()
        object.__setattr__(self, "count", whole(self.count, "`count` of `Pulses`"))

    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges and values, see `HeldCurrent.levels`."""
        n = max(int((T - self.onset) / self.I_period) + 2, 1)
        starts = self.onset + self.I_period * np.arange(min(n, self.count or n))
        edges = pulse_edges(starts, self.width)
        values = np.where(np.arange(edges.size) % 2 == 0, self.I_max, self.I_base)
        return self._after_onset(edges, values)


def pulse_edges(starts: NDArray[np.floating], width: float) -> NDArray[np.floating]:
    """Return start, end, start, end, ... of the pulses; those that touch become one.

    Parameters
    ----------
    starts : ndarray, shape (n,)
        Increasing times in ms.
    width : float
        Length of each pulse in ms.
    """
    ends = starts + width
    apart = ends[:-1] < starts[1:]
    return np.stack((starts[np.append(True, apart)], ends[np.append(apart, True)]), 1).ravel()

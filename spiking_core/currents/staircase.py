"""A level reached at once, and later by stairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents.base import HeldWaveform, in_order, whole
from spiking_core.description import Parameter

LATER = Parameter(
    "later", 400.0, (10.0, 1000.0), (0.1, 1e6), 1.0, "ms", "time from the onset to the stairs"
)
COUNT = Parameter("count", 3, (1, 20), (1, 1000), 1, "", "number of stairs", whole=True)


@final
@dataclass(frozen=True)
class Staircase(HeldWaveform):
    """`I_max` at once for the time `I_period`, and the time `later` by equal stairs.

    Stair k = 1, ..., `count` is at ``k I_max / count`` and lasts `I_period`; then the current is
    `I_base` again, as between the first part and the stairs. Edges: `onset`, ``onset +
    I_period``, ``onset + later + k I_period`` for k = 0, ..., `count`.

    Parameters
    ----------
    later : float
        Time from the onset to the stairs in ms, from 0.1 to 1e6; they end the first part.
    count : int
        Number of stairs, from 1 to 1000.
    """

    later: float = LATER.default
    count: int = int(COUNT.default)

    name = "staircase"
    title = "Step at once and by stairs"
    meaning = (
        "Zero before the onset, I_max for the stair duration I_period, zero again; the time later "
        "than the onset it rises to I_max by count equal stairs, each of the stair duration "
        "I_period, then zero again."
    )
    period_meaning = "stair duration"
    own = (LATER, COUNT)

    def __post_init__(self) -> None:
        """Check the values; `count` must be a whole number."""
        super().__post_init__()
        object.__setattr__(self, "count", whole(self.count, "`count` of `Staircase`"))

    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges and values, see `HeldCurrent.levels`."""
        first = self.onset + self.later
        k = np.arange(self.count + 1)
        begin = [self.onset, min(self.onset + self.I_period, first)]
        edges = np.concatenate((begin, first + self.I_period * k))
        stairs = self.I_max * (k[:-1] + 1) / self.count
        values = np.concatenate(([self.I_max, self.I_base], stairs, [self.I_base]))
        return self._after_onset(*in_order(edges, values))

"""A step of current that ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents.base import HeldWaveform


@final
@dataclass(frozen=True)
class Step(HeldWaveform):
    """`I_max` from the onset for the time `I_period`, then `I_base` again.

    Edges: `onset`, ``onset + I_period``.
    """

    name = "step"
    title = "Step"
    meaning = "Zero before the onset, then I_max for the duration I_period, then zero again."
    period_meaning = "duration"

    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges and values, see `HeldCurrent.levels`."""
        edges = np.array([self.onset, self.onset + self.I_period])
        return self._after_onset(edges, np.array([self.I_max, self.I_base]))

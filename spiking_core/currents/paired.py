"""Two pulses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents.base import HeldWaveform
from spiking_core.currents.pulses import WIDTH, pulse_edges


@final
@dataclass(frozen=True)
class Paired(HeldWaveform):
    """Two pulses of height `I_max`, at the onset and `I_period` later.

    Edges: `onset`, ``onset + width``, ``onset + I_period``, ``onset + I_period + width``;
    pulses that touch or overlap are one long pulse and do not add up.

    Parameters
    ----------
    width : float
        Length of each pulse in ms, from 0.01 to 1e6.
    """

    width: float = WIDTH.default

    name = "paired"
    title = "Paired pulses"
    meaning = (
        "Zero before the onset; one pulse of height I_max and length width begins at the "
        "onset and a second one the interval I_period later, with zero between and after them."
    )
    period_meaning = "interval"
    own = (WIDTH,)

    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges and values, see `HeldCurrent.levels`."""
        edges = pulse_edges(np.array([self.onset, self.onset + self.I_period]), self.width)
        values = np.where(np.arange(edges.size) % 2 == 0, self.I_max, self.I_base)
        return self._after_onset(edges, values)

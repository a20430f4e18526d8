"""A constant current."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents.base import HeldWaveform


@final
@dataclass(frozen=True)
class Constant(HeldWaveform):
    """`I_max` from the onset on, `I_base` before. Edge: `onset`."""

    name = "constant"
    title = "Constant"
    meaning = "Zero before the onset, I_max from the onset on."
    uses_period = False

    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges and values, see `HeldCurrent.levels`."""
        return self._after_onset(np.array([self.onset]), np.array([self.I_max]))

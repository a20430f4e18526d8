"""A square wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents.base import HeldWaveform


@final
@dataclass(frozen=True)
class Square(HeldWaveform):
    """`I_max` and ``-I_max`` in turn, half a period each, added to `I_base`.

    Edges: ``onset + k I_period / 2`` for k = 0, 1, 2, ...
    """

    name = "square"
    title = "Square wave"
    meaning = (
        "Zero before the onset; then I_max for the first half of every period I_period "
        "and -I_max for the second half."
    )
    period_meaning = "period"
    adds_to_base = True

    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges and values, see `HeldCurrent.levels`."""
        half = self.I_period / 2
        k = np.arange(max(int((T - self.onset) / half) + 2, 1))
        values = self.I_base + np.where(k % 2 == 0, self.I_max, -self.I_max)
        return self._after_onset(self.onset + half * k, values)

"""Two pairs of pulses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents.base import HeldWaveform, in_order
from spiking_core.currents.pulses import WIDTH
from spiking_core.description import Parameter

LATER = Parameter(
    "later", 400.0, (10.0, 1000.0), (0.1, 1e6), 1.0, "ms", "time from the first pair to the second"
)
SECOND = Parameter(
    "second", 100.0, (1.0, 500.0), (0.1, 1e6), 1.0, "ms", "interval in the second pair"
)
RATIO = Parameter(
    "ratio", 1.0, (-2.0, 2.0), (-100.0, 100.0), 0.05, "", "second pulse of a pair to the first one"
)


@final
@dataclass(frozen=True)
class Pairs(HeldWaveform):
    """Two pairs of pulses of the length `width`, which differ in the interval within the pair.

    Pulses begin at `onset`, ``onset + I_period``, ``onset + later`` and ``onset + later +
    second``. The first one of a pair has the height `I_max`, the second one ``ratio I_max``.
    Where two pulses overlap, the one that begins later holds. Edges: begin and end of each.

    Parameters
    ----------
    width : float
        Length of each pulse in ms, from 0.01 to 1e6.
    later : float
        Time from the first pair to the second one in ms, from start to start, from 0.1 to 1e6.
    second : float
        Interval of the second pair in ms, from start to start, from 0.1 to 1e6.
    ratio : float
        Height of the second pulse of a pair divided by that of the first, from -100 to 100.
    """

    width: float = WIDTH.default
    later: float = LATER.default
    second: float = SECOND.default
    ratio: float = RATIO.default

    name = "pairs"
    title = "Two pairs of pulses"
    meaning = (
        "Zero before the onset and between the pulses; a pulse of height I_max and length width at "
        "the onset and one of ratio times I_max after the interval I_period; the time later "
        "another such pair with the interval second."
    )
    period_meaning = "interval"
    own = (WIDTH, LATER, SECOND, RATIO)

    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges and values, see `HeldCurrent.levels`."""
        again = self.onset + self.later
        starts = np.array([self.onset, self.onset + self.I_period, again, again + self.second])
        heights = np.array([self.I_max, self.ratio * self.I_max] * 2)
        order = np.argsort(starts, kind="stable")
        starts, heights = starts[order], heights[order]
        ends = np.minimum(starts + self.width, np.append(starts[1:], np.inf))
        edges = np.stack((starts, ends), 1).ravel()
        values = np.stack((heights, np.full(4, self.I_base)), 1).ravel()
        return self._after_onset(*in_order(edges, values))

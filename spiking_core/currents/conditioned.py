"""A test pulse alone, and once more after a conditioning pulse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents.base import HeldWaveform, in_order
from spiking_core.currents.pulses import WIDTH
from spiking_core.description import Parameter

LEAD = Parameter(
    "lead", 20.0, (1.0, 200.0), (0.0, 1e6), 1.0, "ms", "from the conditioning pulse to the test"
)
RATIO = Parameter(
    "ratio", -1.0, (-10.0, 10.0), (-100.0, 100.0), 0.1, "", "conditioning pulse to the test pulse"
)


@final
@dataclass(frozen=True)
class Conditioned(HeldWaveform):
    """The same test pulse twice, a conditioning pulse before the second one.

    Test pulses of height `I_max` begin at `onset` and ``onset + I_period``, a conditioning pulse
    of height ``ratio I_max`` begins the time `lead` before the second one; each has the length
    `width`. The conditioning pulse has no part that lies within a test pulse or before the
    first one. Edges: begin and end of each.

    Parameters
    ----------
    width : float
        Length of each pulse in ms, from 0.01 to 1e6.
    lead : float
        Time from the conditioning pulse to the second test pulse in ms, from start to start,
        from 0 to 1e6.
    ratio : float
        Height of the conditioning pulse divided by that of the test pulse, from -100 to 100.
    """

    width: float = WIDTH.default
    lead: float = LEAD.default
    ratio: float = RATIO.default

    name = "conditioned"
    title = "Test pulse alone and conditioned"
    meaning = (
        "Zero before the onset and between the pulses; a test pulse of height I_max and length "
        "width at the onset, and again after the interval I_period; the time lead before the "
        "second one a conditioning pulse of ratio times I_max."
    )
    period_meaning = "interval"
    own = (WIDTH, LEAD, RATIO)

    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges and values, see `HeldCurrent.levels`."""
        test = self.onset + self.I_period
        end = min(self.onset + self.width, test)
        start = min(max(test - self.lead, end), test)
        stop = min(max(test - self.lead + self.width, start), test)
        edges = np.array([self.onset, end, start, stop, test, test + self.width])
        base, I_max = self.I_base, self.I_max
        values = np.array([I_max, base, self.ratio * I_max, base, I_max, base])
        return self._after_onset(*in_order(edges, values))

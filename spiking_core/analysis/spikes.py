"""Statistics of spike times; what is not defined is None."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core import checks


@dataclass(frozen=True, eq=False)
class SpikeStatistics:
    """Numbers about the spikes in a window of time.

    Attributes
    ----------
    n : int
        Number of spikes in the window, both ends included.
    window : tuple of float
        Begin and end in ms.
    rate : float or None
        Mean rate in Hz, `n` over the length of the window; None if it has no length.
    latency : float or None
        From the begin of the window to the first spike, in ms; None without a spike.
    intervals : ndarray, shape (max(n - 1, 0),)
        From each spike to the next, in ms.
    cv : float or None
        Coefficient of variation of the intervals, their standard deviation (that of the
        intervals themselves, not an estimate) over their mean; None for fewer than three spikes,
        whose intervals do not vary, and if the mean is zero.
    """

    n: int
    window: tuple[float, float]
    rate: float | None
    latency: float | None
    intervals: NDArray[np.floating]
    cv: float | None


def spike_statistics(spike_times: ArrayLike, window: tuple[float, float]) -> SpikeStatistics:
    """Return the statistics of the spikes in a window.

    Parameters
    ----------
    spike_times : array_like, shape (n_spikes,)
        In ms, not decreasing.
    window : tuple of float
        Begin and end in ms. What it is changes the rate: from the onset of the current to the
        end of the run, say, or without the time in which the neuron adapts.

    Raises
    ------
    TypeError, ValueError
        If the window is not two finite numbers in order.
    """
    start, end = (checks.number(edge, "The window of `spike_statistics`", "ms") for edge in window)
    if start > end:
        raise ValueError(
            f"The window of `spike_statistics` must not end before it begins, got {start:g} to "
            f"{end:g} ms."
        )
    times = np.asarray(spike_times, dtype=float)
    times = times[(start <= times) & (times <= end)]
    n = int(times.size)
    intervals = np.diff(times)
    mean = float(intervals.mean()) if n > 1 else 0.0
    return SpikeStatistics(
        n=n,
        window=(start, end),
        rate=1000 * n / (end - start) if end > start else None,
        latency=float(times[0]) - start if n else None,
        intervals=intervals,
        cv=float(intervals.std()) / mean if n > 2 and mean > 0 else None,
    )

"""A current given sample by sample."""

from __future__ import annotations

from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from spiking_core import checks
from spiking_core.currents.base import HeldCurrent


@final
class Samples(HeldCurrent):
    """Sample k holds on [k dt, (k+1) dt); the last one holds for ever.

    Parameters
    ----------
    array : array_like, shape (n,)
        The samples, in the current unit of the model. They are copied.
    dt : float
        Sampling interval in ms.

    Raises
    ------
    TypeError
        If the samples are not numbers.
    ValueError
        If a sample is not finite, or the array is empty or not one-dimensional.
    """

    def __init__(self, array: Any, dt: float) -> None:
        self.dt = checks.positive(dt, "`dt` of `Samples`", "ms")
        self.array = checks.current_samples(array, self.dt)
        self.array.setflags(write=False)

    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges and values, see `HeldCurrent.levels`."""
        return np.arange(self.array.size) * self.dt, self.array

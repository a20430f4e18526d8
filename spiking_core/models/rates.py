"""Rate functions that several models share."""

from __future__ import annotations

from typing import Any

import numpy as np

#: Vanishes beside any x = (V - V0) / k that is not 0: potentials in mV are at least 1e-15 apart.
TINY = 1e-30


def linoid(x: Any) -> Any:
    """Return ``x / (1 - exp(-x))``, with its limit 1 at x = 0.

    The opening rate of an activation gate: zero far below 0, and x itself far above it. The
    plain formula is 0/0 where x is 0, and loses digits around it.
    """
    x = x + TINY
    return -x / np.expm1(-x)

"""What an integration returns: the trace, the spikes, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SENTENCES = {
    "completed": "Completed.",
    "diverged": "Diverged at t = {t:.6g} ms: the state grew without limit. "
    "The trace ends there; try other parameters or a smaller current.",
    "undefined": "Stopped at t = {t:.6g} ms: the right-hand side or the reset is not a finite "
    "number there. The trace ends there; look for a division by zero or an overflow.",
    "spike_limit": "Spike limit reached at t = {t:.6g} ms: more spikes than any neuron fires. "
    "The trace ends there; check threshold and reset.",
    "step_limit": "Step limit reached at t = {t:.6g} ms: the equations change too fast to be "
    "followed. The trace ends there; check the time constants and their units.",
    "step_too_small": "Step too small at t = {t:.6g} ms: the equations jump or are singular "
    "there. The trace ends there.",
}


@dataclass(frozen=True)
class Outcome:
    """How an integration ended. A run that stops early is data, not an exception.

    Attributes
    ----------
    kind : str
        A key of `SENTENCES`: ``"completed"``, ``"diverged"``, ``"undefined"``,
        ``"spike_limit"``, ``"step_limit"`` or ``"step_too_small"``.
    t : float
        Time at which the run ended, in ms.
    """

    kind: str
    t: float

    def __post_init__(self) -> None:
        """Refuse a kind that has no sentence."""
        if self.kind not in SENTENCES:
            raise ValueError(f"`kind` must be one of {', '.join(SENTENCES)}, got {self.kind!r}.")

    @property
    def ok(self) -> bool:
        """True if the whole length was integrated."""
        return self.kind == "completed"

    def __str__(self) -> str:
        """Return the sentence that a user reads."""
        return SENTENCES[self.kind].format(t=self.t)


@dataclass(frozen=True, eq=False)
class Solution:
    """Result of one integration.

    Attributes
    ----------
    t : ndarray, shape (n,)
        Sample times in ms; fewer than asked for if the run stopped early.
    y : ndarray, shape (n_states, n)
        State at these times. A sample at the very time of a spike is the state after reset.
    spike_times : ndarray, shape (n_spikes,)
        In ms, located inside the step.
    y_before, y_after : ndarray, shape (n_states, n_spikes)
        State at threshold, and the state that the reset made of it.
    outcome : Outcome
        How the run ended.
    compiled : bool
        Whether a kernel has computed it, and not the reference in Python.
    """

    t: NDArray[np.floating]
    y: NDArray[np.floating]
    spike_times: NDArray[np.floating]
    y_before: NDArray[np.floating]
    y_after: NDArray[np.floating]
    outcome: Outcome
    compiled: bool = False

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
    "step_limit": "Step limit reached at t = {t:.6g} ms: the equations are stiff there (something "
    "in them is far faster than the rest), and the method would need too many steps. The neuron "
    "itself goes on, the trace ends there. Take milder values, or check the time constants and "
    "their units.",
    "step_too_small": "Step too small at t = {t:.6g} ms: the equations jump or are singular "
    "there. The trace ends there.",
}

#: What is said beside the outcome, each for its kind.
REMARKS = {
    "start_above": "The membrane potential is at or above the threshold from the start to the end "
    "and never comes from below to it: no spike can be counted.",
    "stays_above": "After the spike at t = {t:.6g} ms the membrane potential stays at or above the "
    "threshold to the end: no further spike can be counted.",
    "reset_above": "The reset at t = {t:.6g} ms leaves the membrane potential at or above the "
    "threshold, and there it stays to the end: no further spike can be counted. Let the reset end "
    "below the threshold.",
}
# At the end of a run a potential may just be in the middle of a spike. It is remarked if it has
# been above the threshold for longer than this share of the run, and longer than this often the
# longest time before.
SHARE_OF_RUN, TIMES_LONGER = 0.1, 2.0


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
    remarks : tuple of str
        Sentences on what a reader of the spike times should know besides, see `REMARKS`.
    """

    t: NDArray[np.floating]
    y: NDArray[np.floating]
    spike_times: NDArray[np.floating]
    y_before: NDArray[np.floating]
    y_after: NDArray[np.floating]
    outcome: Outcome
    compiled: bool = False
    remarks: tuple[str, ...] = ()


def threshold_remarks(
    solution: Solution, voltage: int, threshold: float, threshold_variable: int | None = None
) -> tuple[str, ...]:
    """Return what is to be said of a potential that does not come back below its threshold.

    Parameters
    ----------
    solution : Solution
        Of either engine: samples and spikes decide.
    voltage : int
        Index of the membrane potential in the state.
    threshold : float
        The threshold, unless it is a state variable.
    threshold_variable : int or None
        Index of that state variable.

    Returns
    -------
    tuple of str
        None or one of the sentences of `REMARKS`.
    """
    y, t, spikes = solution.y, solution.t, solution.spike_times
    above = y[voltage] >= (threshold if threshold_variable is None else y[threshold_variable])
    if not above.size or not above[-1]:
        return ()
    if not spikes.size:
        return (REMARKS["start_above"],) if above.all() else ()
    ends = np.flatnonzero(np.diff(above, prepend=False))  # where it comes above, and below again
    if ends[-1] and t[ends[-1] - 1] > spikes[-1]:
        return ()  # while it was held: it did not come there by a spike
    stays = [*(t[ends[1::2]] - t[ends[:-1:2]]), solution.outcome.t - spikes[-1]]
    longest = max(stays[:-1], default=0.0)
    if stays[-1] < max(SHARE_OF_RUN * solution.outcome.t, TIMES_LONGER * longest):
        return ()
    before, after = solution.y_before[:, -1], solution.y_after[:, -1]
    kind = "stays_above" if np.array_equal(before, after) else "reset_above"
    return (REMARKS[kind].format(t=spikes[-1]),)

"""Forward Euler on the grid of a paper, to show what its figures show."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from spiking_core import checks
from spiking_core.current_value import CurrentValue
from spiking_core.currents.base import Piece
from spiking_core.integrators.solve import DIVERGED, Problem, most_spikes
from spiking_core.integrators.step import State
from spiking_core.solution import Outcome, Solution

# In ms: more than a rounding of a time, and less than anything that a grid could tell.
HAIR = 1e-9


@dataclass(frozen=True)
class PublishedEuler:
    """Forward Euler with a fixed step, as in the scripts behind the figures of many papers.

    The order is 1, for the states and for the spike times. At every grid time, k `dt` from
    0 to T, the state is updated with the current at that time and then recorded: sample k
    is the state after the update at k `dt`, and the initial state itself is not recorded.
    A membrane potential above threshold after the update is a spike; the sample is cut off
    at the threshold, the other variables of it are those after the reset, and its grid time
    is the time of the spike. A potential equal to the threshold is no spike yet, and the
    next spike needs a passage from below. A model whose reset changes nothing is not cut off.
    A threshold that is a state variable has its values before and after the update.

    Parameters
    ----------
    dt : float
        Time step in ms.
    in_turn : bool
        True if every variable is updated with the new values of those before it, in the
        order of the states; False if all are updated from the old ones.
    weaker_edges : bool
        What the current is at a grid time that is an edge of it. True for the weaker of its
        values before and after, as in scripts that write ``if t > 10 and t < 13: I = 7``;
        False for the value after it.

    Raises
    ------
    TypeError
        If `dt` is not a number.
    ValueError
        If `dt` is not positive and finite.

    Notes
    -----
    The recording times of the problem are not used: a recording between the grid times
    would show what the paper never computed.

    After a spike the membrane potential is held for the refractory time, rounded up to
    whole steps. A run stops early, with an `Outcome` that says so, when a state variable
    exceeds 1e9, when a slope is not finite, or at 1000 spikes plus 5 per ms; the sample of
    that grid time is not recorded.

    References
    ----------
    E. M. Izhikevich (2004), Which model to use for cortical spiking neurons?, IEEE
    Transactions on Neural Networks 15:1063-1070, doi:10.1109/TNN.2004.832719.
    """

    dt: float
    in_turn: bool = False
    weaker_edges: bool = False

    def __post_init__(self) -> None:
        """Check the time step."""
        dt = checks.positive(self.dt, "`dt` of `PublishedEuler`", "ms")
        object.__setattr__(self, "dt", dt)

    def pieces(self, problem: Problem) -> list[Piece]:
        """Return the input current from 0 ms to the end, as this scheme samples it.

        With `weaker_edges` the stronger value gives way by 1e-9 ms at every edge, so that the
        weaker one holds there: an edge and its grid time may also differ by a rounding.
        """
        pieces = problem.pieces
        if not self.weaker_edges:
            return pieces
        edges = [_edge(*pair) for pair in zip(pieces, pieces[1:], strict=False)]
        starts, ends = [pieces[0].start, *edges], [*edges, pieces[-1].end]
        rows = zip(pieces, starts, ends, strict=True)
        return [piece._replace(start=start, end=end) for piece, start, end in rows]

    def solve(self, problem: Problem) -> Solution:
        """Integrate from 0 ms to the end of the last piece.

        Returns
        -------
        Solution
            Its `t` is the grid of the method, end included if it lies on the grid.
        """
        with np.errstate(all="ignore"):
            run = _Run(self, problem)
            outcome = run.to_the_end()
        n = len(problem.y0)
        recorded = np.array(run.recorded, dtype=float).reshape(-1, n).T
        return Solution(
            t=np.arange(recorded.shape[1]) * self.dt,
            y=recorded,
            spike_times=np.array(run.spike_times, dtype=float),
            y_before=np.array(run.y_before, dtype=float).reshape(-1, n).T,
            y_after=np.array(run.y_after, dtype=float).reshape(-1, n).T,
            outcome=outcome,
        )


class _Run:
    """The state of one integration."""

    def __init__(self, method: PublishedEuler, problem: Problem) -> None:
        self.method = method
        self.problem = problem
        self.pieces = method.pieces(problem)
        self.y = list(problem.y0)
        # Less a hair: 0.3 / 0.1 is 2.9999999999999996, 0.7 / 0.1 is 6.999999999999999.
        self.held_steps = math.ceil(problem.refractory / method.dt - 1e-9)
        self.free_from = 0
        self.recorded: list[State] = []
        self.spike_times: list[float] = []
        self.y_before: list[State] = []
        self.y_after: list[State] = []

    def to_the_end(self) -> Outcome:
        """Take one step per grid time."""
        dt, T = self.method.dt, self.pieces[-1].end
        spike_limit = most_spikes(T)
        times = (np.arange(checks.sample_count(T, dt) + 1) * dt).tolist()
        for k, (t, I) in enumerate(zip(times, _values(self.pieces, times), strict=True)):
            failure = self.step(k, t, CurrentValue(I))
            if failure:
                return Outcome(failure, t)
            if len(self.spike_times) >= spike_limit:
                return Outcome("spike_limit", t)
        return Outcome("completed", T)

    def step(self, k: int, t: float, I: CurrentValue) -> str:
        """Update the state at grid time k, record it, and reset it after a spike.

        Returns
        -------
        str
            Kind of the outcome if the run ends here, otherwise empty.
        """
        problem, voltage = self.problem, self.problem.voltage
        hold = k < self.free_from
        y, failure = self.updated(t, I, hold)
        if failure:
            return failure
        recorded = y
        threshold = problem.threshold_in(y)
        was_below = self.y[voltage] <= problem.threshold_in(self.y)
        if was_below and threshold < y[voltage] and not hold:
            before = [*y[:voltage], threshold, *y[voltage + 1 :]]
            after = problem.reset(list(before))
            if not all(map(math.isfinite, after)):
                return "undefined"
            self.spike_times.append(t)
            self.y_before.append(before)
            self.y_after.append(after)
            self.free_from = k + 1 + self.held_steps
            if after != before:
                y, recorded = after, [*after[:voltage], threshold, *after[voltage + 1 :]]
        if max(map(abs, y)) > DIVERGED:
            return "diverged"
        self.recorded.append(recorded)
        self.y = y
        return ""

    def updated(self, t: float, I: CurrentValue, hold: bool) -> tuple[State, str]:
        """Return the state one step on, and why the run ends here or an empty string."""
        problem, dt = self.problem, self.method.dt
        old = self.y
        y = list(old)
        slopes = problem.rhs(t, list(old), I)
        for index, value in enumerate(old):
            if self.method.in_turn and index:
                slopes = problem.rhs(t, list(y), I)
            if not math.isfinite(slopes[index]):
                return y, "undefined"
            if not (hold and index == problem.voltage):
                y[index] = value + dt * slopes[index]
        return y, "" if all(map(math.isfinite, y)) else "diverged"


def _edge(before: Piece, after: Piece) -> float:
    """Return the time of an edge, put off by a hair for as long as the weaker value holds."""
    left, right = abs(before.value(before.end)), abs(after.value(after.start))
    if left == right:
        return before.end
    return before.end + HAIR if left < right else before.end - HAIR


def _values(pieces: list[Piece], times: list[float]) -> Iterator[float]:
    """Yield the current at increasing times; at an edge, the value after it."""
    index = 0
    for t in times:
        while index < len(pieces) - 1 and t >= pieces[index].end:
            index += 1
        yield pieces[index].value(t)

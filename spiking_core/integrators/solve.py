"""The integration loop: error-controlled steps, edges of the current, spikes, outcome."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from spiking_core.current_value import CurrentValue
from spiking_core.currents.base import Current, Piece
from spiking_core.integrators.dense import Step, difference, record, state_at, upward_crossing
from spiking_core.integrators.step import (
    Slope,
    State,
    error_norm,
    first_step,
    runge_kutta_step,
    step_factor,
)
from spiking_core.solution import Outcome, Solution

DIVERGED = 1e9
SPIKES_AT_LEAST, SPIKES_PER_MS = 1000, 5
STEPS_AT_LEAST, STEPS_PER_MS, STEPS_PER_PIECE = 20_000, 500, 10


@dataclass(frozen=True)
class Problem:
    """What is to be integrated.

    Attributes
    ----------
    rhs : callable
        ``rhs(t, y, I)`` with the state as a list of floats; returns a list of floats.
    reset : callable
        ``reset(y)``, the state after a spike.
    y0 : list of float
        State at 0 ms.
    voltage : int
        Index of the membrane potential in the state.
    threshold : float
        An upward crossing of it is a spike, unless the threshold is a state variable.
    current : Current
        The input current.
    T : float
        Time in ms at which the run ends.
    times : ndarray, shape (n,)
        Increasing times in ms at which the state is recorded.
    refractory : float
        Time in ms after a spike for which the membrane potential is held.
    threshold_variable : int or None
        Index of the state variable that is the threshold, if it is one: a spike is then
        where the membrane potential comes from below to it, by whichever of the two moves.
    """

    rhs: Callable[[float, State, float], State]
    reset: Callable[[State], State]
    y0: State
    voltage: int
    threshold: float
    current: Current
    T: float
    times: NDArray[np.floating]
    refractory: float = 0.0
    threshold_variable: int | None = None

    @cached_property
    def pieces(self) -> list[Piece]:
        """The input current from 0 ms to the end."""
        return self.current.pieces(self.T)

    def threshold_in(self, y: State) -> float:
        """Return the threshold in the state `y`."""
        variable = self.threshold_variable
        return self.threshold if variable is None else y[variable]


@dataclass(frozen=True)
class DormandPrince:
    """Dormand-Prince 5(4) with spikes located inside the step.

    The order is 5, for the states and for the spike times. The step follows the error and
    not the recording grid; it is cut at every edge of the input current. A crossing of the
    threshold is located on the dense output (order 4), the reset is applied to the state
    there, and the integration starts again at that very time.

    A reset that leaves the membrane potential at or above threshold is no second spike: the
    next spike needs a passage from below. Nor is there one while the potential is held.

    Parameters
    ----------
    rtol, atol : float
        Relative and absolute tolerance of the local error of one step.
    fixed_step : float or None
        If given, steps of this length in ms without error control (shorter ones at edges and
        spikes); for measuring the order of convergence.
    max_step : float
        Longest step in ms: a cell at rest must not step over what a right-hand side that
        depends on time itself does later.

    Notes
    -----
    A run stops early, with an `Outcome` that says so, when a state variable exceeds 1e9, at
    1000 spikes plus 5 per ms, at 20 000 steps plus 500 per ms and 10 per piece of the
    current, or when a step no longer advances the time.
    """

    rtol: float = 1e-8
    atol: float = 1e-8
    fixed_step: float | None = None
    max_step: float = 10.0

    def solve(self, problem: Problem) -> Solution:
        """Integrate from 0 ms to the end of the last piece."""
        with np.errstate(all="ignore"):
            run = _Run(self, problem)
            outcome = run.to_the_end()
            times = problem.times[problem.times <= outcome.t]
            y = record([*run.steps, Step(run.t, 0.0, run.y, [[0.0] * len(run.y)] * 7)], times)
        shape = (len(run.spike_times), len(problem.y0))
        return Solution(
            t=times,
            y=y,
            spike_times=np.array(run.spike_times, dtype=float),
            y_before=np.array(run.y_before, dtype=float).reshape(shape).T,
            y_after=np.array(run.y_after, dtype=float).reshape(shape).T,
            outcome=outcome,
        )


class _Run:
    """The state of one integration."""

    def __init__(self, method: DormandPrince, problem: Problem) -> None:
        self.method = method
        self.problem = problem
        self.t = 0.0
        self.y = problem.y0
        self.h = 0.0
        self.held_until = 0.0
        self.steps: list[Step] = []
        self.spike_times: list[float] = []
        self.y_before: list[State] = []
        self.y_after: list[State] = []
        T = problem.pieces[-1].end
        self.spikes_left = SPIKES_AT_LEAST + int(SPIKES_PER_MS * T)
        self.steps_left = (
            STEPS_AT_LEAST + int(STEPS_PER_MS * T) + STEPS_PER_PIECE * len(problem.pieces)
        )

    def to_the_end(self) -> Outcome:
        """Integrate piece after piece of the current."""
        for piece in self.problem.pieces:
            free = _slope(self.problem.rhs, piece)
            held = _held(free, self.problem.voltage)
            while self.t < piece.end:
                if self.t < self.held_until:
                    failure = self.stretch(held, min(self.held_until, piece.end))
                else:
                    failure = self.stretch(free, piece.end)
                if failure:
                    return Outcome(failure, self.t)
        return Outcome("completed", self.t)

    def stretch(self, slope: Slope, end: float) -> str:
        """Integrate to `end`, or to the spike after which the potential is held."""
        k1 = slope(self.t, self.y)
        if self.h == 0.0:
            self.h = first_step(self.y, k1)
        was_held_until = self.held_until
        while self.t < end:
            failure, k1 = self.advance(slope, k1, end)
            if failure or self.held_until != was_held_until:
                return failure
        return ""

    def advance(self, slope: Slope, k1: State, end: float) -> tuple[str, State]:
        """Take one step, at most up to `end`, or only up to the spike in it.

        Returns
        -------
        failure : str
            Kind of the outcome if the run ends here, otherwise empty.
        k1 : list of float
            Slope at the new time.
        """
        step, y_new, failure = self.accepted_step(slope, k1, end)
        if failure:
            return failure, k1
        self.steps.append(step)
        theta = self.crossing(step, y_new)
        if theta is not None:
            failure = self.spike(step, theta)
            return failure, k1 if failure else slope(self.t, self.y)
        # Adding h to t may miss the edge by a rounding error; the edge itself must be met.
        self.t = end if step.h >= end - step.t else step.t + step.h
        self.y = y_new
        if max(map(abs, y_new)) > DIVERGED:
            return "diverged", k1
        return "", step.k[-1]

    def accepted_step(self, slope: Slope, k1: State, end: float) -> tuple[Step, State, str]:
        """Try steps until the error of one is within the tolerance."""
        method, t, y = self.method, self.t, self.y
        smallest = 4e-16 * max(abs(t), 1e-3)
        wanted = method.fixed_step or min(self.h, method.max_step)
        while True:
            room = end - t
            h = wanted if wanted < room else room
            y_new, k = runge_kutta_step(slope, t, y, k1, h)
            if method.fixed_step:
                break
            self.steps_left -= 1
            error = error_norm(y, y_new, k, h, method.rtol, method.atol)
            if error <= 1.0:
                # A step cut short by an edge says little about the next one.
                self.h = max(h * step_factor(error), wanted if h < wanted else 0.0)
                break
            wanted = h * min(step_factor(error), 0.9)
            if wanted < smallest or self.steps_left < 0:
                break
        return Step(t, h, y, k), y_new, self.failure(y_new, k, wanted < smallest)

    def failure(self, y_new: State, k: list[State], too_small: bool) -> str:
        """Return why the run ends here, or an empty string."""
        if too_small:
            if not all(map(math.isfinite, k[0])):
                return "undefined"
            return "diverged" if max(map(abs, self.y)) > math.sqrt(DIVERGED) else "step_too_small"
        if not all(map(math.isfinite, y_new)):
            return "diverged"
        return "step_limit" if self.steps_left < 0 else ""

    def crossing(self, step: Step, y_new: State) -> float | None:
        """Return where in `step` the potential comes from below to the threshold, or None."""
        problem = self.problem
        v, threshold = problem.voltage, problem.threshold_variable
        if step.t < self.held_until:
            return None
        if threshold is None:
            return upward_crossing(step, y_new[v], v, problem.threshold)
        gap = difference(step, v, threshold)
        return upward_crossing(gap, y_new[v] - y_new[threshold], 0, 0.0)

    def spike(self, step: Step, theta: float) -> str:
        """Go to the spike inside `step` and apply the reset there."""
        problem = self.problem
        before = state_at(step, theta)
        before[problem.voltage] = problem.threshold_in(before)
        self.t = step.t + theta * step.h
        self.y = problem.reset(before)
        self.spike_times.append(self.t)
        self.y_before.append(before)
        self.y_after.append(self.y)
        if problem.refractory:
            self.held_until = self.t + problem.refractory
        self.spikes_left -= 1
        if not all(map(math.isfinite, self.y)):
            self.y = before
            return "undefined"
        return "spike_limit" if self.spikes_left <= 0 else ""


def _slope(rhs: Callable[[float, State, float], State], piece: Piece) -> Slope:
    """Return the right-hand side under the current of one piece."""
    if piece.shape is None:
        level = CurrentValue(piece.level)
        return lambda t, y: rhs(t, y, level)
    shape = piece.shape
    return lambda t, y: rhs(t, y, CurrentValue(shape(t)))


def _held(slope: Slope, voltage: int) -> Slope:
    """Return the right-hand side with the membrane potential held."""

    def held(t: float, y: State) -> State:
        slopes = list(slope(t, y))
        slopes[voltage] = 0.0
        return slopes

    return held

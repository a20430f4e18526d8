"""The integration loop: error-controlled steps, edges of the current, spikes, outcome."""

from __future__ import annotations

import math
from bisect import bisect_left
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
STEPS_AT_LEAST, STEPS_PER_MS, STEPS_PER_PIECE = 20_000, 1000, 10
# Of a step, in units of the time: shorter ones are lost in the rounding of t + h.
RESOLUTION, EARLIEST = 4e-16, 1e-3
# A shorter one is one of an upstroke if it takes the potential this share of its way to the
# threshold. If the resolution itself would take it this often there, it is there: no need to go
# on to where an exponential overflows.
SHARE_OF_UPSTROKE, END_OF_UPSTROKE = 1e-6, 1e6

Suspicion = Callable[[float, State], None]


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
        An upward crossing of it is a spike, unless the threshold is a state variable; see
        `DormandPrince` on a start at or above it.
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
    longest_step : float
        Longest step in ms that a right-hand side allows which depends on time itself; no limit
        for one that does not.
    """

    rhs: Callable[[float, State, CurrentValue], State]
    reset: Callable[[State], State]
    y0: State
    voltage: int
    threshold: float
    current: Current
    T: float
    times: NDArray[np.floating]
    refractory: float = 0.0
    threshold_variable: int | None = None
    longest_step: float = math.inf

    @cached_property
    def pieces(self) -> list[Piece]:
        """The input current from 0 ms to the end."""
        return self.current.pieces(self.T)

    def threshold_in(self, y: State) -> float:
        """Return the threshold in the state `y`."""
        variable = self.threshold_variable
        return self.threshold if variable is None else y[variable]

    def below(self, y: State) -> bool:
        """Return whether the membrane potential is below the threshold in the state `y`."""
        return y[self.voltage] < self.threshold_in(y)


def most_spikes(T: float) -> int:
    """Return the number of spikes at which a run of `T` ms ends."""
    return SPIKES_AT_LEAST + int(SPIKES_PER_MS * T)


def most_steps(T: float, n_pieces: int, longest_step: float = math.inf) -> int:
    """Return the number of steps, refused ones included, at which a run of `T` ms ends."""
    per_ms = STEPS_PER_MS + 4 / longest_step
    return STEPS_AT_LEAST + int(per_ms * T) + STEPS_PER_PIECE * n_pieces


@dataclass(frozen=True)
class DormandPrince:
    """Dormand-Prince 5(4) with spikes located inside the step.

    The order is 5, for the states and for the spike times. The step follows the error and
    not the recording grid; it is cut at every edge of the input current. A crossing of the
    threshold is located on the dense output (order 4), the reset is applied to the state
    there, and the integration starts again at that very time.

    A start at or above the threshold, at 0 ms or at the end of a refractory time, is a spike at
    once if the reset takes the potential below the threshold. Where it does not (a smooth model,
    which resets nothing, among others), the next spike needs a passage from below. So a reset
    that leaves the potential at or above the threshold is no second spike. Nor is there one
    while the potential is held.

    In the upstroke of a spike, time may be too coarse a number: with an exponential current the
    potential comes to the threshold within less than the last digit of t. The steps go on
    there, at one t, and what they take of it is added up.

    Parameters
    ----------
    rtol, atol : float
        Relative and absolute tolerance of the local error of one step. The absolute one is small
        against states that are small themselves: a slow concentration of 0.1 decides when a
        burst ends.
    fixed_step : float or None
        If given, steps of this length in ms without error control (shorter ones at edges and
        spikes); for measuring the order of convergence.
    max_step : float
        Longest step in ms. A right-hand side that depends on time itself gets steps of at most
        the sampling interval: the largest gap between the times at which a step looks at it is
        half a step, so whatever lasts longer than half of `dt` is met.

    Notes
    -----
    A run stops early, with an `Outcome` that says so, when a state variable exceeds 1e9, at
    `most_spikes` spikes, at `most_steps` steps, or when a step no longer advances the time
    outside of an upstroke.
    """

    rtol: float = 1e-8
    atol: float = 1e-10
    fixed_step: float | None = None
    max_step: float = 10.0

    def solve(self, problem: Problem, suspect: Suspicion | None = None) -> Solution:
        """Integrate from 0 ms to the end of the last piece.

        Parameters
        ----------
        problem : Problem
        suspect : callable, optional
            Called with time and state where the steps come to no end; may raise an error that
            names the cause.
        """
        with np.errstate(all="ignore"):
            run = _Run(self, problem)
            outcome = run.to_the_end()
            if suspect and outcome.kind in ("step_limit", "step_too_small"):
                suspect(run.t, run.y)
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
        self.lost = 0.0  # What steps too short for the last digit of t have taken.
        self.y = problem.y0
        self.h = 0.0
        self.max_step = min(method.max_step, problem.longest_step)
        self.held_until = 0.0
        self.times: list[float] = problem.times.tolist()
        self.n_recorded = 0
        self.steps: list[Step] = []
        self.spike_times: list[float] = []
        self.y_before: list[State] = []
        self.y_after: list[State] = []
        T, n_pieces = problem.pieces[-1].end, len(problem.pieces)
        self.spikes_left = most_spikes(T)
        self.steps_left = most_steps(T, n_pieces, problem.longest_step)

    def to_the_end(self) -> Outcome:
        """Integrate piece after piece of the current."""
        for piece in self.problem.pieces:
            free = _slope(self.problem.rhs, piece)
            held = _held(free, self.problem.voltage)
            while self.t < piece.end:
                # At the start, and where the potential was held until now.
                failure = self.start() if self.t == self.held_until else ""
                if failure:
                    return Outcome(failure, self.t)
                if self.t < self.held_until:
                    failure = self.stretch(held, min(self.held_until, piece.end))
                else:
                    failure = self.stretch(free, piece.end)
                if failure:
                    return Outcome(failure, self.t)
        return Outcome("completed", self.t)

    def start(self) -> str:
        """Begin with a spike if the potential is not below the threshold, but is after a reset."""
        if self.problem.below(self.y):
            return ""
        after = self.problem.reset(list(self.y))
        return self.note(self.y, after) if self.problem.below(after) else ""

    def stretch(self, slope: Slope, end: float) -> str:
        """Integrate to `end`, or to the next spike."""
        k1 = slope(self.t, self.y)
        if self.h == 0.0:
            self.h = first_step(self.y, k1)
        count = len(self.spike_times)
        while self.t < end:
            failure, k1 = self.advance(slope, k1, end)
            if failure or len(self.spike_times) > count:
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
        if self.h < shortest(self.t) and self.rises(k1, shortest(self.t), END_OF_UPSTROKE):
            return self.spike(self.y), k1
        step, y_new, failure = self.accepted_step(slope, k1, end)
        if failure:
            return failure, k1
        theta = self.crossing(step, y_new)
        self.go(step, end, theta)
        if theta is not None:
            return self.spike(state_at(step, theta)), k1
        self.y = y_new
        if max(map(abs, y_new)) > DIVERGED:
            return "diverged", k1
        return "", step.k[-1]

    def go(self, step: Step, end: float, theta: float | None) -> None:
        """Go to the end of a step, or to the spike in it, and keep it if a sample lies in it."""
        if theta is None and step.h >= end - step.t:
            self.t = end  # Adding h to t may miss the edge by a rounding error.
        else:
            h = step.h if theta is None else theta * step.h
            if step.h < shortest(step.t):
                h += self.lost
                self.lost = h - ((step.t + h) - step.t)
            self.t = step.t + h
        n_recorded = bisect_left(self.times, self.t, self.n_recorded)
        if n_recorded > self.n_recorded:
            self.steps.append(step)
            self.n_recorded = n_recorded

    def accepted_step(self, slope: Slope, k1: State, end: float) -> tuple[Step, State, str]:
        """Try steps until the error of one is within the tolerance."""
        method, t, y = self.method, self.t, self.y
        smallest = shortest(t)
        too_small = False
        wanted = method.fixed_step or min(self.h, self.max_step)
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
            too_small = wanted < smallest and not self.rises(k1, wanted, SHARE_OF_UPSTROKE)
            if too_small or self.steps_left < 0:
                break
        return Step(t, h, y, k), y_new, self.failure(y_new, k, too_small)

    def rises(self, k1: State, h: float, share: float) -> bool:
        """Return whether the potential rises by this share of its way to the threshold in h."""
        problem, v, variable = self.problem, self.problem.voltage, self.problem.threshold_variable
        way = problem.threshold_in(self.y) - self.y[v]
        speed = k1[v] if variable is None else k1[v] - k1[variable]
        return way > 0.0 and speed < math.inf and h * speed >= share * way

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

    def spike(self, before: State) -> str:
        """Note a spike now, its potential exactly at the threshold, and apply the reset."""
        before = list(before)
        before[self.problem.voltage] = self.problem.threshold_in(before)
        if self.h < shortest(self.t):
            self.h = 0.0  # A step of the upstroke says nothing about the time after it.
        return self.note(before, self.problem.reset(list(before)))

    def note(self, before: State, after: State) -> str:
        """Note a spike now, and go on from the state after the reset."""
        self.y = after
        self.spike_times.append(self.t)
        self.y_before.append(before)
        self.y_after.append(after)
        if self.problem.refractory:
            self.held_until = self.t + self.problem.refractory
        self.spikes_left -= 1
        if not all(map(math.isfinite, after)):
            self.y = before
            return "undefined"
        return "spike_limit" if self.spikes_left <= 0 else ""


def shortest(t: float) -> float:
    """Return the step in ms below which steps from `t` on are lost in the rounding of t + h."""
    return RESOLUTION * max(abs(t), EARLIEST)


def _slope(rhs: Callable[[float, State, CurrentValue], State], piece: Piece) -> Slope:
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

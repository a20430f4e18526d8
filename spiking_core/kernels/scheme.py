"""The numerical scheme as programs: one Runge-Kutta step, its dense output, one Euler update.

They are `spiking_core.integrators` once more, with the model's right-hand side written in. The
order of every sum is the same, so that both engines round alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from spiking_core.integrators.tableau import A, C, E, P
from spiking_core.tracing.builder import Builder
from spiking_core.tracing.program import Program
from spiking_core.tracing.trace import TracedModel

STAGES = len(C)
# Stages whose current differs from that at the start of the step; the last two share a time.
CURRENTS = ("I2", "I3", "I4", "I5", "I6")


def names(letter: str, n: int) -> list[str]:
    """Return the names of one number per state variable."""
    return [f"{letter}{i}" for i in range(n)]


def parameter_names(traced: TracedModel) -> list[str]:
    """Return the names under which a program of the scheme has the model's parameters."""
    return [f"p_{i}" for i in range(len(traced.parameters))]


class _Scheme:
    """A builder with the model's right-hand side and weighted sums."""

    def __init__(self, traced: TracedModel, inputs: Sequence[str]) -> None:
        self.traced = traced
        self.b = Builder([*inputs, *parameter_names(traced)])
        self.inputs = {name: k for k, name in enumerate(self.b.inputs)}
        self.parameters = self.all(parameter_names(traced))

    def all(self, names: Sequence[str]) -> list[int]:
        return [self.inputs[name] for name in names]

    def plus(self, x: int, y: int) -> int:
        return self.b.apply("add", x, y)

    def times(self, x: int, y: int) -> int:
        return self.b.apply("mul", x, y)

    def constant(self, value: float) -> int:
        return self.b.constant(value)

    def weighted(self, weights: Sequence[float], values: Sequence[int]) -> int:
        """Return the sum of products from left to right; weights of 0 are no terms."""
        terms = [self.times(self.constant(w), x) for w, x in zip(weights, values, strict=True) if w]
        total = terms[0]
        for term in terms[1:]:
            total = self.plus(total, term)
        return total

    def slope(self, t: int, y: Sequence[int], I: int, held: int | None = None) -> list[int]:
        slopes = self.b.inline(self.traced.rhs, [t, I, *y, *self.parameters])
        if held is not None:
            voltage = self.traced.voltage
            still = self.b.apply("ne", held, self.constant(0.0))
            slopes[voltage] = self.b.apply("select", still, self.constant(0.0), slopes[voltage])
        return slopes


def has_refractory_time(traced: TracedModel) -> bool:
    """Return whether the membrane potential can be held after a spike."""
    program = traced.refractory
    first = len(program.inputs)
    (output,) = program.outputs
    constant = first <= output < first + len(program.constants)
    return not (constant and program.constants[output - first] == 0.0)


def slope_program(traced: TracedModel) -> Program:
    """Return the slopes at `t` in the state y0, y1, ... under the current `I`; `held` or not."""
    n = len(traced.states)
    s = _Scheme(traced, ["t", "I", "held", *names("y", n)])
    held = s.inputs["held"] if has_refractory_time(traced) else None
    return s.b.program(s.slope(s.inputs["t"], s.all(names("y", n)), s.inputs["I"], held))


def step_program(traced: TracedModel) -> Program:
    """Return one step of Dormand and Prince.

    Inputs are the time, the step, the state y0, ..., the slopes at the start k1_0, ..., the
    currents at the stages and the tolerances; outputs the new state, the slopes of the stages
    2 to 7 and the sum of squares of the error in units of the tolerance.
    """
    n = len(traced.states)
    inputs = ["t", "h", "rtol", "atol", "held", *names("y", n), *names("k1_", n), *CURRENTS]
    s = _Scheme(traced, inputs)
    t, h = s.inputs["t"], s.inputs["h"]
    held = s.inputs["held"] if has_refractory_time(traced) else None
    y, currents = s.all(names("y", n)), [*s.all(CURRENTS), s.inputs[CURRENTS[-1]]]
    k = [s.all(names("k1_", n))]
    state = y
    for row, c, I in zip(A[1:], C[1:], currents, strict=True):
        moved = [s.weighted(row, [stage[i] for stage in k]) for i in range(n)]
        state = [s.plus(x, s.times(h, m)) for x, m in zip(y, moved, strict=True)]
        at = s.plus(t, s.times(s.constant(c), h))
        k.append(s.slope(at, state, I, held))
    total = s.constant(0.0)
    for i in range(n):
        error = s.times(h, s.weighted(E, [stage[i] for stage in k]))
        largest = s.b.apply("max", s.b.apply("abs", y[i]), s.b.apply("abs", state[i]))
        scale = s.plus(s.inputs["atol"], s.times(s.inputs["rtol"], largest))
        ratio = s.b.apply("div", error, scale)
        total = s.plus(total, s.times(ratio, ratio))
    return s.b.program([*state, *(x for stage in k[1:] for x in stage), total])


def dense_program(traced: TracedModel) -> Program:
    """Return the coefficients of theta, ..., theta**4 of every state variable.

    Inputs are the step and the slopes of all stages; outputs q1_0, ..., q1_n, q2_0, ...
    """
    n = len(traced.states)
    b = Builder(["h", *(name for j in range(1, STAGES + 1) for name in names(f"k{j}_", n))])
    coefficients = []
    for power in range(len(P[0])):
        weights = [row[power] for row in P]
        for i in range(n):
            terms = [
                b.apply("mul", b.constant(w), 1 + j * n + i) for j, w in enumerate(weights) if w
            ]
            total = terms[0]
            for term in terms[1:]:
                total = b.apply("add", total, term)
            coefficients.append(b.apply("mul", 0, total))
    return b.program(coefficients)


def reset_program(traced: TracedModel) -> Program:
    """Return the state after a spike in the state y0, y1, ..."""
    n = len(traced.states)
    b = Builder([*names("y", n), *parameter_names(traced)])
    state = list(range(n))
    if traced.reset is not None:
        state = b.inline(traced.reset, list(range(len(b.inputs))))
    return b.program(state)


def euler_program(traced: TracedModel, in_turn: bool) -> Program:
    """Return one update of forward Euler by `h` under the current `I`: new state and slopes."""
    n = len(traced.states)
    s = _Scheme(traced, ["t", "h", "I", "held", *names("y", n)])
    held = s.inputs["held"] if has_refractory_time(traced) else None
    state = s.all(names("y", n))
    used: list[int] = []
    slopes: list[int] = []
    for i in range(n):
        if in_turn or not slopes:
            slopes = s.slope(s.inputs["t"], state, s.inputs["I"], held)
        used.append(slopes[i])
        state = [
            s.plus(x, s.times(s.inputs["h"], slopes[i])) if j == i else x
            for j, x in enumerate(state)
        ]
    return s.b.program([*state, *used])

"""The numerical scheme as programs: one Runge-Kutta step, its dense output, one Euler update.

They are `spiking_core.integrators` once more, with the model's right-hand side written in. The
order of every sum is the same, so that both engines round alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from spiking_core.integrators.step import LARGEST_FACTOR, SAFETY, SMALLEST_FACTOR
from spiking_core.integrators.tableau import ORDER, A, C, E, P
from spiking_core.tracing.builder import Builder
from spiking_core.tracing.program import Program
from spiking_core.tracing.trace import TracedModel

STAGES = len(C)
# Stages whose current differs from that at the start of the step; the last two share a time.
CURRENTS = ("I2", "I3", "I4", "I5", "I6")

# Interpolants at Chebyshev's nodes: log2(1.5 + x) for |x| <= 1/2 to 2e-10, and 2**x for
# |x| <= log2(5) / 8 to 1e-12.
_LOG2 = (
    0.5849625008699203, 0.9617966938341296, -0.32059894076234047, 0.14248842551665528,
    -0.07124221656240337, 0.03799568222088586, -0.02114275535757315, 0.012083103697098824,
    -0.006786013367066822, 0.0040152059615744876, -0.0033418879417392113, 0.002034332292775313,
)  # fmt: skip
_EXP2 = (
    0.9999999999994368, 0.693147180559904, 0.24022650716886784, 0.0555041086807702,
    0.009618116901067479, 0.001333354879560234, 0.00015426256003057496, 1.5270201331225882e-05,
)  # fmt: skip


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


def depends_on_time(traced: TracedModel) -> bool:
    """Return whether the right-hand side depends on time itself."""
    program = traced.rhs
    t = program.inputs.index("t")
    return t in program.outputs or any(t in i.operands for i in program.instructions)


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
        before, after = s.b.apply("abs", y[i]), s.b.apply("abs", state[i])
        # As `max` of Python does it; a vector's own maximum minds NaN and takes longer.
        largest = s.b.apply("select", s.b.apply("lt", before, after), after, before)
        scale = s.plus(s.inputs["atol"], s.times(s.inputs["rtol"], largest))
        ratio = s.b.apply("div", error, scale)
        total = s.plus(total, s.times(ratio, ratio))
    return s.b.program([*state, *(x for stage in k[1:] for x in stage), total])


def factor_program() -> Program:
    """Return the factor to the next step from the sum of squares `total` of the error.

    Instead of 0.8 total**(-1/10), held between 0.2 and 5, a polynomial that agrees to 1e-10: the
    function itself would take a third of the time of a step, all of it spent waiting.
    """
    b = Builder(["total"])
    add, mul, constant = partial(b.apply, "add"), partial(b.apply, "mul"), b.constant
    mantissa = add(b.apply("mantissa", 0), constant(-1.5))
    log2 = add(b.apply("exponent", 0), _polynomial(b, mantissa, _LOG2))
    # An eighth of the factor's logarithm. Infinity and NaN have the exponent 1024.
    lowest, highest = math.log2(SMALLEST_FACTOR) / 8, math.log2(LARGEST_FACTOR) / 8
    eighth = add(mul(log2, constant(-1 / (16 * ORDER))), constant(math.log2(SAFETY) / 8))
    eighth = b.apply("min", b.apply("max", eighth, constant(lowest)), constant(highest))
    power = _polynomial(b, eighth, _EXP2)
    for _ in range(3):
        power = mul(power, power)
    return b.program([power])


def _polynomial(b: Builder, x: int, coefficients: Sequence[float]) -> int:
    """Return c[0] + c[1] x + ... by Estrin's rule: pairs, then pairs of these, all at once."""
    values = [b.constant(c) for c in coefficients]
    while len(values) > 1:
        pairs = zip(values[::2], values[1::2], strict=False)
        paired = [b.apply("add", low, b.apply("mul", high, x)) for low, high in pairs]
        values = paired + values[2 * len(paired) :]
        x = b.apply("mul", x, x)
    return values[0]


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

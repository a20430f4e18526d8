"""Programs in vectors: every operation gives in each lane the bits that it gives alone."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from spiking_core.kernels.native import NativeInstance, binary_of
from spiking_core.kernels.writer import LANES, SCALAR, function_text
from spiking_core.tracing.builder import Builder
from spiking_core.tracing.functions import function_program
from spiking_core.tracing.primitives import MATHEMATICAL, PRIMITIVES
from spiking_core.tracing.program import Program

VALUES = (
    0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.5, 1e-310, 2.3e-308, -1e-9, 0.7071, 1.4142136, 17.0,
    -708.3, 709.9, 1e5, -3.3e11, 1e300, math.inf, -math.inf, math.nan, *np.linspace(-6, 6, 41),
)  # fmt: skip
MODULE = """
(module (memory (export "memory") 1)
 {functions}
 (func (export "both")
  (v128.store (i32.const 32) (call $f_lanes (v128.load (i32.const 0)) (v128.load (i32.const 16))))
  (f64.store (i32.const 48) (call $f (f64.load (i32.const 0)) (f64.load (i32.const 16))))
  (f64.store (i32.const 56) (call $f (f64.load (i32.const 8)) (f64.load (i32.const 24))))))
"""


def program_of(name: str, constant: float | None = None) -> Program:
    """The operation on x and y, or on x and a constant; truth values as numbers."""
    b = Builder(["x", "y"])
    x, y = 0, 1 if constant is None else b.constant(constant)
    below = b.apply("lt", x, y)
    operands = {"n": [x, y], "t": [below, b.apply("le", b.apply("neg", x), y)]}
    kinds = PRIMITIVES[name].operands
    # A select has two numbers behind its truth value.
    chosen = [operands[kind[0]][k - (len(kinds) == 3 and k > 0)] for k, kind in enumerate(kinds)]
    value = b.apply(name, *chosen)
    if PRIMITIVES[name].result == "truth":
        value = b.apply("select", value, b.constant(1.0), b.constant(0.0))
    return b.program([value])


def assert_same_bits(program: Program, functions: tuple[str, ...] = ()) -> None:
    texts = [
        function_text(name, p, form)
        for name, p in [*((n, function_program(n)) for n in functions), ("f", program)]
        for form in (SCALAR, LANES)
    ]
    instance = NativeInstance(binary_of(MODULE.format(functions="\n ".join(texts))))
    pairs = list(itertools.product(VALUES, VALUES[::3]))
    for (x, y), (other_x, other_y) in zip(pairs, pairs[7:], strict=False):
        instance.write(0, np.array([x, other_x, y, other_y]))
        instance.call("both")
        lanes, alone = instance.read(32, 2), instance.read(48, 2)
        # Any NaN is as good as another.
        np.testing.assert_array_equal(np.isnan(lanes), np.isnan(alone))
        known = ~np.isnan(alone)
        np.testing.assert_array_equal(lanes.view(np.int64)[known], alone.view(np.int64)[known])


@pytest.mark.parametrize("name", PRIMITIVES)
def test_an_operation_gives_the_same_bits_in_both_lanes_as_alone(name):
    assert_same_bits(program_of(name), (name,) if name in MATHEMATICAL else ())


@pytest.mark.parametrize("constant", [-2.5, 0.0, -0.0, 1.0, math.nan])
@pytest.mark.parametrize("name", ["min", "max"])
def test_the_smaller_and_the_larger_beside_a_constant_are_the_same_in_lanes(name, constant):
    assert_same_bits(program_of(name, constant))


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_choice_between_what_is_compared_is_the_same_in_lanes(first, swapped):
    b = Builder(["x", "y"])
    below = b.apply("lt", 1, 0) if swapped else b.apply("lt", 0, 1)
    assert_same_bits(b.program([b.apply("select", below, first, 1 - first)]))

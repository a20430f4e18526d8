"""Builds a program step by step: shares what is equal, folds what is constant."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from spiking_core.tracing.primitives import MATHEMATICAL, PRIMITIVES, Kind
from spiking_core.tracing.program import Instruction, Program, check

Constant = float | bool


class Builder:
    """A program under construction.

    Equal instructions become one value. Arithmetic keeps its order, so that the program gives
    the same bits as the code that it was traced from; only what changes no bit is simplified
    (and ``x + 0``, which for x = -0.0 would be 0.0).
    """

    def __init__(self, inputs: Sequence[str]) -> None:
        self.inputs = tuple(inputs)
        self._nodes: list[Instruction | Constant | str] = list(self.inputs)
        self._known: dict[object, int] = {}

    def constant(self, value: Constant) -> int:
        """Return the number of a constant; truth values are folded away before the end."""
        if isinstance(value, bool):
            return self._add(value, value)
        # The hexadecimal text tells 0.0 from -0.0, and finds NaN again.
        return self._add(float.hex(float(value)), float(value))

    def apply(self, primitive: str, *operands: int) -> int:
        """Return the number of an operation's result."""
        simpler = self._simplified(primitive, operands)
        if simpler is not None:
            return simpler
        instruction = Instruction(primitive, operands)
        return self._add(instruction, instruction)

    def kind(self, value: int) -> Kind:
        """Return whether a value is a number or a truth value."""
        node = self._nodes[value]
        if isinstance(node, Instruction):
            return PRIMITIVES[node.primitive].result
        return "truth" if isinstance(node, bool) else "number"

    def constant_value(self, value: int) -> Constant | None:
        """Return the constant that a value is, None if it is none."""
        node = self._nodes[value]
        return node if isinstance(node, (float, bool)) else None

    def sources(self, values: Sequence[int]) -> set[str]:
        """Return the names of the inputs that values depend on."""
        live = self._live(values)
        return {node for k in live if isinstance(node := self._nodes[k], str)}

    def inline(self, program: Program, operands: Sequence[int]) -> list[int]:
        """Apply a program to values, and return the numbers of its outputs."""
        numbers = [*operands, *(self.constant(c) for c in program.constants)]
        for instruction in program.instructions:
            mapped = (numbers[k] for k in instruction.operands)
            numbers.append(self.apply(instruction.primitive, *mapped))
        return [numbers[k] for k in program.outputs]

    def program(self, outputs: Sequence[int]) -> Program:
        """Return the program with these outputs; what they do not need is left out."""
        live = sorted(self._live(outputs))
        number = {k: k for k in range(len(self.inputs))}
        constants = [k for k in live if isinstance(self._nodes[k], float)]
        steps = [k for k in live if isinstance(self._nodes[k], Instruction)]
        for k in (*constants, *steps):
            number[k] = len(number)
        program = Program(
            self.inputs,
            tuple(node for k in constants if isinstance(node := self._nodes[k], float)),
            tuple(
                Instruction(node.primitive, tuple(number[j] for j in node.operands))
                for k in steps
                if isinstance(node := self._nodes[k], Instruction)
            ),
            tuple(number[k] for k in outputs),
        )
        check(program)
        return program

    def _add(self, key: object, node: Instruction | Constant) -> int:
        if key not in self._known:
            self._known[key] = len(self._nodes)
            self._nodes.append(node)
        return self._known[key]

    def _live(self, values: Sequence[int]) -> set[int]:
        live: set[int] = set()
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            if value not in live:
                live.add(value)
                node = self._nodes[value]
                if isinstance(node, Instruction):
                    waiting.extend(node.operands)
        return live

    def _simplified(self, primitive: str, operands: tuple[int, ...]) -> int | None:
        constants = [self.constant_value(k) for k in operands]
        if primitive not in MATHEMATICAL and None not in constants:
            with np.errstate(all="ignore"):
                value = PRIMITIVES[primitive].evaluate(*constants)
            return self.constant(bool(value) if isinstance(value, (bool, np.bool_)) else value)
        rule = _RULES.get(primitive)
        return rule(self, operands, constants) if rule else None


def _add(_: Builder, operands: tuple[int, ...], constants: list[Constant | None]) -> int | None:
    x, y = operands
    return y if constants[0] == 0 else x if constants[1] == 0 else None


def _sub(_: Builder, operands: tuple[int, ...], constants: list[Constant | None]) -> int | None:
    # Not -0.0: -0.0 - -0.0 is 0.0.
    c = constants[1]
    return operands[0] if c is not None and c == 0 and math.copysign(1, c) > 0 else None


def _mul(_: Builder, operands: tuple[int, ...], constants: list[Constant | None]) -> int | None:
    x, y = operands
    return y if constants[0] == 1 else x if constants[1] == 1 else None


def _div(b: Builder, operands: tuple[int, ...], constants: list[Constant | None]) -> int | None:
    divisor = constants[1]
    if divisor == 1:
        return operands[0]
    # Exact: the reciprocal of a power of two is one.
    if divisor and abs(math.frexp(divisor)[0]) == 0.5 and abs(divisor) > 2.0**-1023:
        return b.apply("mul", operands[0], b.constant(1 / divisor))
    return None


def _select(_: Builder, operands: tuple[int, ...], constants: list[Constant | None]) -> int | None:
    _condition, x, y = operands
    if constants[0] is not None:
        return x if constants[0] else y
    return x if x == y else None


def _and(_: Builder, operands: tuple[int, ...], constants: list[Constant | None]) -> int | None:
    for one, other in ((0, 1), (1, 0)):
        if constants[one] is not None:
            return operands[other] if constants[one] else operands[one]
    return operands[0] if operands[0] == operands[1] else None


def _or(_: Builder, operands: tuple[int, ...], constants: list[Constant | None]) -> int | None:
    for one, other in ((0, 1), (1, 0)):
        if constants[one] is not None:
            return operands[one] if constants[one] else operands[other]
    return operands[0] if operands[0] == operands[1] else None


def _twice(primitive: str) -> Callable[..., int | None]:
    def undone(b: Builder, operands: tuple[int, ...], _: list[Constant | None]) -> int | None:
        node = b._nodes[operands[0]]
        if isinstance(node, Instruction) and node.primitive == primitive:
            return node.operands[0]
        return None

    return undone


_RULES: dict[str, Callable[..., int | None]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "select": _select,
    "and": _and,
    "or": _or,
    "not": _twice("not"),
    "neg": _twice("neg"),
}

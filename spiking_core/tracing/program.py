"""A small expression program: data, checker, evaluator, printer.

The values of a program are numbered: its inputs first, then its constants, then one for every
instruction. An instruction refers to values before it; there is no control flow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spiking_core.tracing.primitives import NUMPY, PRIMITIVES, Kind


@dataclass(frozen=True)
class Instruction:
    """One operation, applied to values given by their numbers."""

    primitive: str
    operands: tuple[int, ...]


@dataclass(frozen=True)
class Program:
    """Numbers computed from numbers.

    Attributes
    ----------
    inputs : tuple of str
        Names of the inputs.
    constants : tuple of float
    instructions : tuple of Instruction
    outputs : tuple of int
        The values that are the result.
    """

    inputs: tuple[str, ...]
    constants: tuple[float, ...]
    instructions: tuple[Instruction, ...]
    outputs: tuple[int, ...]

    def __str__(self) -> str:
        """Return one line per instruction, and one for the outputs."""
        prefix = "v"
        while any(n.startswith(prefix) and n[len(prefix) :].isdigit() for n in self.inputs):
            prefix += "_"
        names = [*self.inputs, *(f"{value!r}" for value in self.constants)]
        lines = []
        for instruction in self.instructions:
            operands = (names[k] for k in instruction.operands)
            right = PRIMITIVES[instruction.primitive].symbol.format(*operands)
            names.append(f"{prefix}{len(names)}")
            lines.append(f"{names[-1]} = {right}")
        lines.append(f"return {', '.join(names[k] for k in self.outputs)}")
        return "\n".join(lines)


def check(program: Program) -> None:
    """Raise a ValueError unless every reference, operation and kind of a program fits."""
    if len(set(program.inputs)) != len(program.inputs):
        raise ValueError(f"Two inputs have one name: {', '.join(program.inputs)}.")
    kinds: list[Kind] = ["number"] * (len(program.inputs) + len(program.constants))
    for instruction in program.instructions:
        name, operands = instruction.primitive, instruction.operands
        if name not in PRIMITIVES:
            raise ValueError(f"Value {len(kinds)}: `{name}` is not a primitive.")
        wanted = PRIMITIVES[name].operands
        if len(operands) != len(wanted):
            raise ValueError(
                f"Value {len(kinds)}: `{name}` takes {len(wanted)} operands, got {len(operands)}."
            )
        for operand, kind in zip(operands, wanted, strict=True):
            _check_reference(operand, kind, kinds, f"Value {len(kinds)}: `{name}`")
        kinds.append(PRIMITIVES[name].result)
    for output in program.outputs:
        _check_reference(output, "number", kinds, "The result")


def _check_reference(value: int, kind: Kind, kinds: Sequence[Kind], subject: str) -> None:
    if not 0 <= value < len(kinds):
        raise ValueError(f"{subject} refers to value {value}, of {len(kinds)} before it.")
    if kinds[value] != kind:
        raise ValueError(f"{subject} takes a {kind}, and value {value} is a {kinds[value]}.")


def evaluate(
    program: Program,
    values: Sequence[Any],
    functions: Mapping[str, Callable[..., Any]] = NUMPY,
) -> list[Any]:
    """Return the outputs of a program.

    Parameters
    ----------
    program : Program
    values : sequence of float or ndarray
        One per input; arrays must fit each other.
    functions : Mapping of str to callable
        What the primitives do.

    Returns
    -------
    list of float or ndarray
        One per output; one that depends on no input is a float.
    """
    if len(values) != len(program.inputs):
        raise ValueError(f"The program takes {len(program.inputs)} values, got {len(values)}.")
    known = [*values, *program.constants]
    with np.errstate(all="ignore"):
        for instruction in program.instructions:
            operands = (known[k] for k in instruction.operands)
            known.append(functions[instruction.primitive](*operands))
    return [known[k] for k in program.outputs]

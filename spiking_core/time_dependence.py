"""Whether a right-hand side depends on time itself, as its code tells."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from functools import cache
from inspect import CO_VARARGS
from types import CodeType
from typing import Any

_SKIPPED = frozenset({"CACHE", "PUSH_NULL", "PRECALL", "EXTENDED_ARG", "NOP", "NOT_TAKEN"})
_SUBSCRIPT = ("BINARY_SUBSCR", "BINARY_OP []")


def depends_on_time(model: Any) -> bool:
    """Return whether the code of ``_rhs`` does anything with `t` but ``I[int(t / self.dt)]``.

    What passes `t` on to another function is taken to depend on it, and so is what has no code
    in Python: a step too short costs time, one too long a pulse.
    """
    method = model._rhs
    function = getattr(method, "__func__", method)
    code = getattr(function, "__code__", None)
    return code is None or _uses(code, method is not function)


@cache
def _uses(code: CodeType, bound: bool) -> bool:
    names = code.co_varnames[: code.co_argcount]
    if code.co_flags & CO_VARARGS or len(names) < 3 + bound:
        return True
    t, I = names[bound], names[bound + 2]
    if t in code.co_cellvars:
        return True
    tokens = list(_tokens(code))
    owner = [f"LOAD {names[0]}"] if bound else []
    idiom = [f"LOAD {I}", "LOAD int", f"LOAD {t}", *owner, "LOAD_ATTR dt", "BINARY_OP /", "CALL"]
    k = 0
    while k < len(tokens):
        end = k + len(idiom)
        if tokens[k:end] == idiom and tokens[end : end + 1] and tokens[end] in _SUBSCRIPT:
            k = end
        elif tokens[k] == f"LOAD {t}":
            return True
        k += 1
    return False


def _tokens(code: CodeType) -> Iterator[str]:
    """Yield what code does, one name after the other, in the same words for every Python."""
    for instruction in dis.get_instructions(code):
        name, value = instruction.opname, instruction.argval
        if name in _SKIPPED:
            continue
        if name == "LOAD_ATTR":
            yield f"LOAD_ATTR {value}"
        elif "LOAD" in name:
            for one in value if isinstance(value, tuple) else (value,):
                yield f"LOAD {one}"
        elif name == "BINARY_OP":
            yield f"BINARY_OP {instruction.argrepr}"
        else:
            yield name

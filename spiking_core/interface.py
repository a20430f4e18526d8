"""The names by which a model is written, and names that look like one of them.

The base class calls and reads these names only. A method that is written with another name is
never called, and nothing fails: the neuron just does not do what its text says.
"""

from __future__ import annotations

import dis
import inspect
import re
from collections.abc import Iterator
from types import CodeType
from typing import Any

#: How the methods of the interface are written.
METHODS = {
    "__init__": "(self, parameters, T=250)",
    "_rhs": "(self, t, y, I)",
    "_apply_reset": "(self, y)",
    "_steady_state": "(self, v)",
    "_refractory": "(self)",
}
ATTRIBUTES = (
    "y0", "index_voltage_variable", "spike_condition", "index_threshold_variable",
    "required_params", "description", "unpacks_state", "use_kernel",
)  # fmt: skip
#: Other words for the same thing, as people write them; without underscores and capitals.
WORDS = {
    "__init__": ("init", "int"),
    "_rhs": (
        "right hand side", "derivative", "derivatives", "derivs", "deriv", "dydt", "dy dt",
        "slope", "slopes", "ode", "odes", "dynamics", "equations",
    ),
    "_apply_reset": (
        "reset", "resets", "apply", "after spike", "on spike", "at spike", "spike reset",
        "reset state", "reset rule", "after spike reset", "reset after spike", "do reset",
        "on reset", "handle spike", "handle reset",
    ),
    "_steady_state": ("resting state", "rest state", "steady", "settled state"),
    "_refractory": (
        "refractory time", "refractory period", "refractory ms", "refrac", "refrac time",
        "refrac period", "t ref", "t refrac", "t refractory", "tau ref", "tau refrac",
        "tau refractory", "absolute refractory", "absolute refractory period",
    ),
    "y0": (
        "initial state", "initial states", "init state", "state 0", "state0", "initial values",
        "initial condition", "initial conditions", "y init", "init y", "start state",
    ),
    "index_voltage_variable": (
        "index voltage", "voltage index", "index v", "v index", "voltage variable",
        "index voltage var", "index of voltage", "idx voltage", "voltage idx", "v idx", "idx v",
        "index variable voltage", "voltage variable index", "index membrane potential",
    ),
    "spike_condition": (
        "threshold", "thresh", "spike threshold", "spike thresh", "spike level", "spike cond",
        "v threshold", "v thresh", "v th", "vth", "vthresh", "v thr", "firing threshold",
        "threshold condition", "spiking condition", "spike cutoff", "v peak", "vpeak",
    ),
    "index_threshold_variable": (
        "index threshold", "threshold index", "threshold variable", "threshold variable index",
    ),
    "required_params": (
        "required parameters", "required parameter", "param names", "parameter names",
        "params required", "parameters required", "needed params", "needed parameters",
    ),
    "description": ("describe", "desc"),
}  # fmt: skip
# Numbers that people write where the interface has a method.
NUMBER_FOR_METHOD = {"_refractory"}
FIRST_FUZZY, LONG, VERY_LONG = 4, 7, 12  # letters


def unused_names(cls: type) -> Iterator[tuple[str, str]]:
    """Yield each name of a class that nothing reads, and the name of the interface it looks like.

    What the text of the class itself reads or calls is a helper, whatever it is called; so is
    what stands beside the right name.

    Parameters
    ----------
    cls : type
        Subclass of `BaseSpikingModel`. Classes of the project among its bases do not count.
    """
    written = written_by_user(cls)
    codes = [code for name in written for code in _codes(written[name])]
    read = {name for code in codes for name in _read(code)}
    stored = {name for code in codes for name in _stored(code)}
    missing = [name for name in (*METHODS, *ATTRIBUTES) if name not in written]
    meant = {id(value) for name, value in written.items() if name in (*METHODS, *ATTRIBUTES)}
    for name in dict.fromkeys((*written, *sorted(stored - written.keys()))):
        value = written.get(name, 0.0)
        if name in read or name in METHODS or name in ATTRIBUTES or id(value) in meant:
            continue
        # Python reads such names itself; one of them is a slip of the finger all the same.
        if re.fullmatch(r"__\w+__", name) and name != "__int__":
            continue
        for right in missing:
            if right not in stored and _looks_like(name, value, right):
                yield name, right
                break


def misspelt_sentences(cls: type) -> Iterator[tuple[str, str]]:
    """Yield each name of :func:`unused_names` with the sentence that a user reads."""
    written = written_by_user(cls)
    for name, right in unused_names(cls):
        done = "called" if inspect.isroutine(_function(written.get(name))) else "read"
        form = f", written `def {right}{METHODS[right]}:`" if right in METHODS else ""
        yield (
            name,
            (
                f"`{name}` of `{cls.__name__}` is never {done} by a model. "
                f"Did you mean `{right}`{form}?"
            ),
        )


def written_by_user(cls: type) -> dict[str, Any]:
    """Return what stands in a class and in its bases, as far as they are not the project's."""
    found: dict[str, Any] = {}
    for base in cls.__mro__:
        if base is not object and base.__module__.partition(".")[0] != "spiking_core":
            found = {**vars(base), **found}
    return found


def _function(value: Any) -> Any:
    return getattr(value, "__func__", value)


def _codes(value: Any) -> Iterator[CodeType]:
    """Yield the code of a value of a class, that of functions inside of it too."""
    for part in (value, *(getattr(value, name, None) for name in ("fget", "__wrapped__"))):
        code = getattr(_function(part), "__code__", None)
        if isinstance(code, CodeType):
            yield from _nested(code)


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _nested(part)


def _read(code: CodeType) -> Iterator[str]:
    """Yield what a code reads of anything, and every text in it, as for `getattr`."""
    for step in dis.get_instructions(code):
        if step.opname.startswith("LOAD"):
            values = step.argval if isinstance(step.argval, tuple) else (step.argval,)
            yield from (value for value in values if isinstance(value, str))


def _stored(code: CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if step.opname == "STORE_ATTR":
            yield step.argval


def _looks_like(name: str, value: Any, right: str) -> bool:
    function = _function(value)
    is_method = inspect.isroutine(function)
    if is_method != (right in METHODS) and (is_method or right not in NUMBER_FOR_METHOD):
        return False
    parts, wanted = words_of(name), words_of(right)
    if is_slip(parts, wanted):
        return True
    if " ".join(parts) not in WORDS.get(right, ()):
        return False
    return not is_method or _takes(function, METHODS[right])


def _takes(function: Any, written: str) -> bool:
    """Return whether a function can be called with as many values as one written so."""
    values = [None] * (written.count(",") + 1)
    try:
        inspect.signature(function).bind(*values)
    except (TypeError, ValueError):
        return False
    return True


def words_of(name: str) -> list[str]:
    """Return the words of a name, in small letters."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return [word for word in apart.lower().split("_") if word]


def is_slip(words: list[str], wanted: list[str]) -> bool:
    """Return whether words are `wanted` with a slip of the finger, or divided otherwise."""
    one, other = "".join(words), "".join(wanted)
    if one == other:
        return True
    if len(words) == len(wanted):
        return all(map(_one_slip, words, wanted))
    if set(wanted) < set(words):  # one of several, such as `steady_state_n`
        return False
    most = 0 if len(other) < LONG else 1 if len(other) < VERY_LONG else 2
    return distance(one, other) <= most


def _one_slip(word: str, wanted: str) -> bool:
    if len(wanted) < FIRST_FUZZY:  # `_rhs` and `_lhs` are not the same
        return sorted(word) == sorted(wanted) and distance(word, wanted) <= 1
    return distance(word, wanted) <= 1


def distance(a: str, b: str) -> int:
    """Return how many letters are left out, put in, replaced or swapped between two words.

    The optimal string alignment distance; two letters that were swapped count once.
    """
    before, last = [], list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            least = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]

"""Python's errors in words that a student understands, with the usual cure."""

from __future__ import annotations

import builtins
import math
import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from types import FrameType, ModuleType
from typing import Any

import numpy as np

import spiking_core
from spiking_core import BaseSpikingModel
from spiking_core.base import SET_BY_INIT
from spiking_core.checks import Parameters

IMPORTS = {name: f"from spiking_core import {name}" for name in spiking_core.__all__} | {
    "np": "import numpy as np",
    "numpy": "import numpy as np",
    "math": "import math",
    "random": "import random",
}
SAMPLES = (
    "`self.ext_current` holds the input current at the sample times only. The current at the time "
    "`t` is the argument `I` of `_rhs`."
)
_AGAIN = "Look for a bracket, an operator or a quotation mark that is missing, here or just before."
#: What Python says of a text that it cannot read, and what it means. The first that fits counts.
SYNTAX = (
    (r"expected ':'", "A colon is missing: a line that begins with `{word}` ends with `:`."),
    (r"'(.)' was never closed", "The bracket `{0}` that is opened here is never closed."),
    (r"unmatched '(.)'", "The bracket `{0}` closes none that was opened."),
    (
        r"closing parenthesis '(.)' does not match opening parenthesis '(.)'",
        "The bracket `{0}` closes one that was opened as `{1}`.",
    ),
    (r"unterminated", "A text in quotation marks begins here and does not end."),
    (
        r"expected an indented block after (.*?)(?: on line (\d+))?$",
        "What belongs to the {0} above must be indented under it, by four spaces more.",
    ),
    (
        r"unindent does not match",
        "This line is indented like none of those above it. Give all lines that belong together "
        "the same number of spaces.",
    ),
    (
        r"unexpected indent",
        "This line is indented further than the one above, which opens nothing. Give lines that "
        "belong together the same number of spaces.",
    ),
    (r"inconsistent use of tabs", "Tabs and spaces are mixed here. Indent with spaces only."),
    (
        r"^cannot assign to",
        "`=` gives the name on its left a value, and `{part}` is no name. To compare two values, "
        "write `==`.",
    ),
    (
        r"Maybe you meant '=='",
        "`=` gives a name a value. To compare two values, write `==`.",
    ),
    (r"forgot a comma", "A comma or an operator such as `*` is missing in `{part}`."),
    (r"'return' outside function", "`return` stands outside of a method. Indent it under one."),
    (
        r"invalid decimal literal|invalid imaginary literal",
        "A number cannot run into a name. Write a product with `*`, as in `2 * v`; a name cannot "
        "begin with a digit.",
    ),
    (
        r"invalid (?:non-printable )?character '?(.*?)'? ?(?:\(?(U\+\w+)\)?)?$",
        "Python does not know the character `{0}`. Type it anew: word processors put in other "
        "quotation marks, dashes and spaces.",
    ),
    (
        r"Missing parentheses in call to '(\w+)'",
        "`{0}` needs its brackets: write `{0}(...)`.",
    ),
    (r"null bytes|surrogates", "There is a character in the text that belongs in no text."),
)  # fmt: skip


def syntax_sentence(error: SyntaxError) -> str:
    """Return what is wrong with a text that Python cannot read."""
    line = error.text or ""
    start, end = (error.offset or 1) - 1, error.end_offset or 0
    part = line[start : end - 1 if end > start + 1 else None].strip()
    word = (line.split() or [""])[0].rstrip(":")
    for pattern, sentence in SYNTAX:
        found = re.search(pattern, error.msg)
        if found:
            return sentence.format(*map(str, found.groups()), part=part, word=word)
    if error.msg != "invalid syntax":
        return sentence_like(error.msg)
    return f"Python does not understand this line{f' from `{part}` on' if part else ''}. {_AGAIN}"


def sentence_of(error: BaseException, frame: FrameType | None) -> str:
    """Return what an error means that a text has raised while it ran.

    Parameters
    ----------
    error : BaseException
    frame : FrameType or None
        Where in the text it was raised.
    """
    for kind, explain in EXPLANATIONS:
        if isinstance(error, kind):
            sentence = explain(error, frame)
            if sentence:
                return sentence
    if _is_of_checks(error):
        return sentence_like(str(error))
    return sentence_like(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


def sentence_like(words: str) -> str:
    """Return words with a capital at the beginning and a full stop at the end."""
    words = words.strip()
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '!', '?')) else '.'}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question, with a space before it, if a known name is like `name`."""
    names = list(dict.fromkeys(map(str, known)))
    same = [other for other in names if other.casefold() == name.casefold() and other != name]
    close = same or get_close_matches(name, names, n=1)
    return f" Did you mean `{close[0]}`?" if close else ""


def _is_of_checks(error: BaseException) -> bool:
    """Return whether the project itself has raised an error, with a sentence of its own."""
    traceback, module = error.__traceback__, ""
    while traceback is not None:
        module = traceback.tb_frame.f_globals.get("__name__", "")
        traceback = traceback.tb_next
    own = module.startswith("spiking_core.") and not module.startswith("spiking_core.models.")
    return own and isinstance(error, (TypeError, ValueError, RuntimeError))


def _model(frame: FrameType | None) -> BaseSpikingModel | None:
    subject = frame.f_locals.get("self") if frame else None
    return subject if isinstance(subject, BaseSpikingModel) else None


def _unknown_name(error: Any, frame: FrameType | None) -> str:
    name = error.name or (re.findall(r"'(\w+)'", str(error)) or [""])[0]
    if not name:
        return ""
    if isinstance(error, UnboundLocalError):
        return f"`{name}` is used here before it is given a value."
    scope = {**frame.f_globals, **frame.f_locals} if frame else {}
    if name in IMPORTS:
        return f"`{name}` is not known here; write `{IMPORTS[name]}` at the top."
    if name == "self":
        return (
            "`self` is not known here; it must be the first name in the brackets of the method, "
            "`def method(self, ...)`."
        )
    model = _model(frame)
    if model is not None and name in vars(model).get("params", ()):
        return f'`{name}` is a parameter; write `self.params["{name}"]`.'
    if model is not None and hasattr(model, name):
        return f"`{name}` belongs to the class; write `self.{name}`."
    if hasattr(math, name) and hasattr(np, name):
        more = "" if scope.get("np") is np else ", and `import numpy as np` at the top"
        return f"`{name}` is not known here; write `np.{name}`{more}."
    known = [*scope, *dir(builtins), *IMPORTS]
    question = did_you_mean(name, known)
    return f"`{name}` is not known here.{question or ' Give it a value first.'}"


def _unknown_attribute(error: Any, frame: FrameType | None) -> str:
    name, owner = error.name, error.obj
    if not name:
        return ""
    if isinstance(owner, dict):
        return (
            f'`.{name}` does not look into a dictionary; write `["{name}"]`, as in '
            f'`self.params["{name}"]`.'
        )
    if isinstance(owner, BaseSpikingModel):
        if name in vars(owner).get("params", ()):
            return f'`{name}` is a parameter; write `self.params["{name}"]`.'
        if name in SET_BY_INIT and "_solution" not in vars(owner):
            return (
                f"`{name}` is not there yet: `__init__` must first call "
                "`super().__init__(parameters, T)`."
            )
        return f"The model has no `{name}`.{did_you_mean(name, dir(owner))}"
    if isinstance(owner, ModuleType):
        return f"`{owner.__name__}` has no `{name}`.{did_you_mean(name, dir(owner))}"
    if isinstance(owner, str) and name == "parameters":
        return (
            "`description` must be a `Description(...)`. Plain words stand in a docstring, "
            'between `"""`, in the first line of the class.'
        )
    kind = type(owner).__name__
    return f"A value of the kind `{kind}` has no `{name}`.{did_you_mean(name, dir(owner))}"


def _unknown_key(error: Any, frame: FrameType | None) -> str:
    traceback, key = error.__traceback__, error.args[0] if error.args else ""
    while traceback is not None:
        local = traceback.tb_frame.f_locals.get("self")
        if traceback.tb_frame.f_code.co_name == "__missing__" and isinstance(local, Parameters):
            known = [*local, *local._defaults]
            listed = ", ".join(f"`{name}`" for name in known) or "none"
            return (
                f"`{key}` is not among the parameters ({listed}).{did_you_mean(str(key), known)} "
                "A new parameter must be named in `required_params`."
            )
        traceback = traceback.tb_next
    return f"There is no `{key}` in this dictionary."


def _division(error: BaseException, frame: FrameType | None) -> str:
    return (
        "A number is divided by zero here. Look at the values of the parameters and at `y0`; "
        "where the quotient has a limit, write it out with `if`."
    )


#: What Python says of values of the wrong kind, and what it means.
KINDS = (
    (
        r"for \^|ufunc 'bitwise_xor'",
        "`^` is no power in Python; write `**`, as in `v**2`.",
    ),
    (
        r"'Parameters' object is not callable|'dict' object is not callable",
        'Parameters are looked up with square brackets: `self.params["tau"]`.',
    ),
    (
        r"'(float|int|numpy\.float64)' object is not callable",
        "A number is followed by `(`. Write a product with `*`, as in `a * (b - v)`.",
    ),
    (
        r"'(list|tuple|numpy\.ndarray)' object is not callable",
        "A list is followed by `(`. Look into it with square brackets, as in `y[0]`.",
    ),
    (
        r"'function' object is not subscriptable|'method' object is not subscriptable",
        "A function is followed by `[`. Call it with round brackets, as in `np.exp(v)`.",
    ),
    (
        r"can't multiply sequence by non-int|unsupported operand type.*'(?:list|tuple)'",
        "Lists cannot be added or multiplied like numbers; write `np.array(...)` around them.",
    ),
    (
        r"unsupported operand type.*NoneType",
        "One of the two values is `None`, which is what a method without `return` gives.",
    ),
    (
        r"(?s)(\w+)\(\) takes (\d+) positional arguments? but (\d+) (?:was|were) given",
        "`{0}` takes {1} values and was given {2}. Of a method, the first name in the brackets "
        "must be `self`.",
    ),
    (
        r"(\w+)\(\) missing \d+ required positional arguments?: (.*)",
        "`{0}` was not given {1}.",
    ),
    (
        r"not enough values to unpack \(expected (\d+), got (\d+)\)",
        "There are {0} names on the left of `=` and {1} on the right; `y` has as many values as "
        "`y0`.",
    ),
    (
        r"too many values to unpack \(expected (\d+)",
        "There are {0} names on the left of `=` and more values on the right; `y` has as many "
        "values as `y0`.",
    ),
    (
        r"out of range|out of bounds for axis",
        "There is no such place in this list. Places are counted from 0, and `y` has as many "
        "values as `y0`.",
    ),
    (
        r"truth value of an array",
        "`if` needs one number and was given several; choose one, as in `y[0]`.",
    ),
)  # fmt: skip


def _wrong_kind(error: BaseException, frame: FrameType | None) -> str:
    if _is_of_checks(error):
        return ""
    if isinstance(error, IndexError) and frame and "ext_current" in frame.f_code.co_names:
        return SAMPLES
    for pattern, sentence in KINDS:
        found = re.search(pattern, str(error))
        if found:
            return sentence.format(*found.groups())
    return ""


def _no_import(error: Any, frame: FrameType | None) -> str:
    wanted = re.match(r"cannot import name '(\w+)' from '([\w.]+)'", str(error))
    if wanted:
        name, module = wanted.groups()
        found = __import__(module, fromlist=["*"])
        return f"`{module}` has no `{name}`.{did_you_mean(name, dir(found))}"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"`{error.name}` is not there.{did_you_mean(error.name, IMPORTS_FROM)}"
    return sentence_like(str(error))


IMPORTS_FROM = ("numpy", "math", "random", "spiking_core")


def _exit(error: BaseException, frame: FrameType | None) -> str:
    name = "exit" if isinstance(error, SystemExit) else type(error).__name__
    return f"`{name}` would end Python; leave it out."


def _endless(error: BaseException, frame: FrameType | None) -> str:
    return "A function calls itself without end here."


EXPLANATIONS: tuple[tuple[Any, Callable[[Any, FrameType | None], str]], ...] = (
    (NameError, _unknown_name),
    (AttributeError, _unknown_attribute),
    (KeyError, _unknown_key),
    (ZeroDivisionError, _division),
    (ImportError, _no_import),
    (RecursionError, _endless),
    ((SystemExit, KeyboardInterrupt, GeneratorExit), _exit),
    ((TypeError, ValueError, IndexError), _wrong_kind),
)

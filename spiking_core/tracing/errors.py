"""What cannot be traced, and where it stands in the model's own code."""

from __future__ import annotations

import linecache
import sys
from types import CodeType, TracebackType


class Untraceable(TypeError):
    """Something has no place in a program; the message says what to write instead."""


class UntraceableModel(TypeError):
    """A model cannot be traced; the message names class, method, line, and the cure."""


def foreign(module: str, filename: str) -> bool:
    """Return whether code belongs to Python or to an installed package, not to a model."""
    top = module.partition(".")[0]
    if top == "spiking_core":
        return not module.startswith("spiking_core.models")
    installed = "site-packages" in filename or "dist-packages" in filename
    return top in sys.stdlib_module_names or installed or filename.startswith("<__array")


def untraceable(
    owner: str, method: str, code: CodeType | None, error: Exception
) -> UntraceableModel:
    """Return the error to raise for `error`, which tracing a method of a model has raised.

    Parameters
    ----------
    owner, method : str
        Names of the class and its method.
    code : CodeType or None
        Code of the method, whose first line is named if no line of the model is to blame.
    error : Exception
    """
    place = _innermost(error.__traceback__)
    if place is None and code is not None:
        place = code.co_filename, code.co_firstlineno
    return UntraceableModel(f"`{method}` of `{owner}`{_where(place)}: {_reason(error)}")


def _where(place: tuple[str, int] | None) -> str:
    if place is None:
        return ""
    text = linecache.getline(*place).strip()
    return f" (line {place[1]}: `{text}`)" if text else f" (line {place[1]})"


def _innermost(traceback: TracebackType | None) -> tuple[str, int] | None:
    found = None
    while traceback is not None:
        frame = traceback.tb_frame
        filename = frame.f_code.co_filename
        if not foreign(frame.f_globals.get("__name__", ""), filename):
            found = filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return found


def _reason(error: Exception) -> str:
    cause = refusal(error)
    if cause is not None:
        return str(cause)
    return (
        f"{type(error).__name__} ({error}) while tracing; write it with + - * / **, NumPy "
        "functions and `if`."
    )


def refusal(error: BaseException | None) -> Untraceable | None:
    """Return the refusal of a traced value that an error goes back to, if it does."""
    while error is not None and not isinstance(error, Untraceable):
        error = error.__cause__
    return error

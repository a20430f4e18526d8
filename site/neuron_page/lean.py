"""What a start need not do: work of libraries that only serves reading about them.

A start spends most of its time importing Bokeh and Panel. A quarter of that goes into signatures
of Bokeh's models for ``help()`` and into compiling templates of pages that are not made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import Parameter
from typing import Any

import jinja2


class LateTemplate:
    """A template that is read and compiled when it is first used."""

    def __init__(self, load: Callable[[], jinja2.Template]) -> None:
        self._load = load

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(), name)


_get_template = jinja2.Environment.get_template


def _get_template_late(environment: jinja2.Environment, *args: Any, **kwargs: Any) -> LateTemplate:
    return LateTemplate(lambda: _get_template(environment, *args, **kwargs))


def _positional(cls: Any) -> list[tuple[Parameter, str, str]]:
    """Return what may be given by position; Bokeh's glyph methods go by these names alone."""
    kind = Parameter.POSITIONAL_OR_KEYWORD
    return [(Parameter(name, kind), "", "") for name in cls._args]


def install() -> None:
    """Leave that work undone; call it before Bokeh's models and Panel are imported."""
    environment: Any = jinja2.Environment
    environment.get_template = _get_template_late
    from bokeh.model import Model

    model: Any = Model
    model.parameters = classmethod(_positional)


@contextmanager
def late_scripts() -> Iterator[None]:
    """Evaluate what is imported inside as JavaScript when it is first called, if ever.

    The page's policy lets no text become JavaScript. Panel has one such function, for messages
    of a kind that is not sent here.
    """
    from pyodide import code

    run_js = code.run_js
    code.run_js = lambda text: lambda *args: run_js(text)(*args)
    try:
        yield
    finally:
        code.run_js = run_js

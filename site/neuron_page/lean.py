"""What need not be done: work of libraries that only serves reading about them, or is done twice.

A start spends most of its time importing Bokeh and Panel. A quarter of that goes into signatures
of Bokeh's models for ``help()`` and into compiling templates of pages that are not made here.
Another neuron's figures spend most of theirs on defaults: Bokeh collects those of a class anew
for every property that it reads, and reads every property to tell the few that were set.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from inspect import Parameter
from types import ModuleType
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


def _remember_defaults(has_props: Any) -> None:
    """Have the defaults that a class and its bases set collected once for a class."""
    collected = cache(has_props._overridden_defaults.__func__)
    has_props._overridden_defaults = classmethod(lambda cls: collected(cls))


def _read_what_was_set(has_props: Any) -> None:
    """Have properties that were not set left unread, where nobody asks for defaults.

    Those without a default are read nonetheless, for Bokeh's complaint that they were not set;
    and so are those whose default is made for each model, when it is read.
    """
    from bokeh.core.property.singletons import Undefined

    every = has_props.query_properties_with_values

    @cache
    def has_plain_default(cls: Any, name: str) -> bool:
        descriptor = cls.lookup(name)
        return not (
            descriptor.has_unstable_default(cls) or descriptor.class_default(cls) is Undefined
        )

    def query_those_set(
        self: Any, query: Callable[[Any], bool], *, include_defaults: bool = True, **options: bool
    ) -> dict[str, Any]:
        if include_defaults:
            return every(self, query, **options)
        cls, known = type(self), {*self._property_values, *(self.themed_values() or ())}

        def is_read(descriptor: Any) -> bool:
            name = descriptor.name
            return query(descriptor) and (name in known or not has_plain_default(cls, name))

        return every(self, is_read, include_defaults=False, **options)

    has_props.query_properties_with_values = query_those_set


def _without_requests() -> None:
    """Have Panel find nothing to teach Python's libraries to fetch with, as nothing here may.

    On a host that isolates its pages that package starts a worker of its own, which fails; and
    where it fails, Panel wants pandas.
    """
    nothing: Any = ModuleType("pyodide_http")
    nothing.patch_all = lambda: None
    sys.modules[nothing.__name__] = nothing


def install() -> None:
    """Leave that work undone; call it before Bokeh's models and Panel are imported."""
    _without_requests()
    environment: Any = jinja2.Environment
    environment.get_template = _get_template_late
    from bokeh.core.has_props import HasProps
    from bokeh.model import Model

    model: Any = Model
    model.parameters = classmethod(_positional)
    _remember_defaults(HasProps)
    _read_what_was_set(HasProps)


@contextmanager
def late_scripts() -> Iterator[None]:
    """Evaluate what is imported inside as JavaScript when it is first called, if ever.

    The page's policy lets no text become JavaScript. Panel has one such function, which nothing
    calls here.
    """
    from pyodide import code  # pyright: ignore[reportMissingImports]

    run_js = code.run_js
    code.run_js = lambda text: lambda *args: run_js(text)(*args)
    try:
        yield
    finally:
        code.run_js = run_js

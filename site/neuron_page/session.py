"""One Bokeh document in the worker, mirrored in the page.

The build runs :func:`open_document` too and bakes the document into the page. Bokeh's
identifiers are counted, not drawn at random, so the document that the worker makes later is
the very document that the visitor already sees: it is adopted, nothing is drawn twice.
"""

from __future__ import annotations

# ruff: noqa: E402, I001 - the collector is stopped before the imports it would slow down.
import gc

# Nothing that a start makes is garbage; looking for some takes a tenth of the start.
gc.disable()

from neuron_page import lean

lean.install()

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bokeh.document import Document
from bokeh.io.doc import set_curdoc
from bokeh.settings import settings

with lean.late_scripts():
    from panel.io.document import MockSessionContext
    from panel.io.pyodide import _convert_json_patch
    from panel.io.state import state

from neuron_app import NeuronApp
from neuron_page.answer import Answer

_app: NeuronApp | None = None
_answer: Answer | None = None
_warming: Iterator[None] | None = None


def open_document(model: str) -> str:
    """Make the app's document for a model of the roster.

    Returns
    -------
    str
        Its fingerprint: the same text for a document of the same models under the same
        identifiers, so that one made here can stand for one made when the site was built.
    """
    global _app
    settings.simple_ids.set_value(True)
    document = Document()
    set_curdoc(document)
    document._session_context = lambda: MockSessionContext(document=document)  # type: ignore
    state.curdoc = document
    # Its models are counted once, not after every one that is added.
    with document.models.freeze():
        _app = NeuronApp(model, drawn_by_page=True)
        _app.servable(title="Interactive spiking neuron models")
    # Without a session Panel handles an event at once instead of on a server's event loop.
    document._session_context = None
    models = sorted(f"{model.id} {type(model).__qualname__}" for model in document.models)
    return sha256("\n".join(models).encode()).hexdigest()


def document_json() -> str:
    """Return the document as JSON that can stand inside a script element."""
    assert state.curdoc is not None
    text = json.dumps(state.curdoc.to_json(deferred=False), separators=(",", ":"))
    return text.replace("<", "\\u003c")


def link(
    send_patch: Callable[[str, Any], None], send_query: Callable[[str], None], query: str
) -> None:
    """Mirror later changes into the page, then take over the state that the URL asks for.

    Parameters
    ----------
    send_patch
        Called with a JSON patch, as text, and its buffers, at most once for everything that is
        handled.
    send_query
        Called with the query string that stands for the state, after every change.
    query
        The page's query string, with or without the question mark.
    """
    global _answer
    assert _app is not None
    assert state.curdoc is not None
    _answer = Answer(state.curdoc, send_patch)
    _app.on_query(send_query)
    restore(query)
    gc.freeze()
    gc.enable()


def restore(query: str) -> None:
    """Show the state of a query string."""
    assert _app is not None
    assert _answer is not None
    with _answer.collected():
        _app.restore(query)


def show(query: str, model: str = "") -> None:
    """Show the state of a query string, and tell the page what has come of it.

    Parameters
    ----------
    query
        The state.
    model
        The name of its neuron, whatever the query calls it; left out, that of the query.
    """
    assert _app is not None
    assert _answer is not None
    if model:
        pairs = parse_qsl(query.lstrip("?"), keep_blank_values=True)
        query = urlencode({**dict(pairs), "model": model})
    with _answer.collected():
        _app.restore(query)
    _app.tell_query()


def warm() -> bool:
    """Do the next piece of what a model of the visitor's own will need.

    Returns
    -------
    bool
        Whether there is more to do.
    """
    global _warming
    if _warming is None:
        from neuron_page import warming  # what a start does not need

        _warming = warming.pieces()
    for _ in _warming:
        return True
    return False


def run_own(text: str, send_wat: Callable[[str], None]) -> str:
    """Show a model that the visitor has written.

    Parameters
    ----------
    text
        That of a file.
    send_wat
        Called with the text of its kernel as soon as that is known.

    Returns
    -------
    str
        JSON of ``{"ok": false, "line", "sentence"}`` for a mistake; otherwise ``{"ok": true,
        "name", "entry", "wat", "program", "note"}``: its name, what the roster would say of it,
        its kernel's text (null if it cannot be traced, which the note explains), and the
        program that was traced.
    """
    from neuron_page import own  # what a start does not need

    def show(model: own.OwnModel) -> str:
        assert _app is not None
        assert _answer is not None
        if model.wat is not None:
            send_wat(model.wat)
        with _answer.collected():
            return _app.show_own(model.model, model.parameters, drawn_by_page=model.wat is not None)

    return own.answer(text, show)


def run_data() -> dict[str, Any]:
    """Return the run that Python has made last, as a kernel would, and its input."""
    from neuron_page import keep

    assert _app is not None
    return keep.run_data(_app.solution, _app.state.make_current())


def script(query: str, text: str, link: str) -> str:
    """Return a script that makes the run of a state; `text` is that of a model of one's own."""
    from neuron_app.script import script as written

    assert _app is not None
    state, model_class = _app.state_of(query)
    return written(state, model_class, text=text, link=link)


def figure(format: str, query: str, run: Any) -> bytes:
    """Return a figure of a state as a file.

    Parameters
    ----------
    format
        ``png``, ``svg`` or ``pdf``.
    query
        The state.
    run
        What the page's kernel has returned for it; None if Python has made the run.
    """
    from neuron_page import keep

    assert _app is not None
    state, model_class = _app.state_of(query)
    solution = _app.solution if run is None else keep.solution_of(run.to_py())
    return keep.figure(state, model_class, solution, format)


def receive(patch: Any) -> None:
    """Apply a patch from the page; the answers have been sent when this returns."""
    assert _app is not None
    assert _answer is not None
    assert state.curdoc is not None
    # Bokeh takes any mark for the sender; its types name only its own sessions.
    setter: Any = "js"
    converted: Any = _convert_json_patch(patch)
    with _answer.collected(), _app.batch():
        state.curdoc.apply_json_patch(converted, setter=setter)

"""One Bokeh document in the worker, mirrored in the page.

The build runs :func:`open_document` too and bakes its answer into the page. Bokeh's
identifiers are counted, not drawn at random, so the document that the worker makes later is
the very document that the visitor already sees: it is adopted, nothing is drawn twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bokeh.document import Document
from bokeh.io.doc import set_curdoc
from bokeh.settings import settings
from panel.io.document import MockSessionContext
from panel.io.pyodide import _convert_json_patch, _link_docs_worker
from panel.io.state import state

from neuron_app import NeuronApp

_app: NeuronApp | None = None


def open_document() -> str:
    """Make the app's document and return it as JSON, the same text at every call of a build."""
    global _app
    settings.simple_ids.set_value(True)
    document = Document()
    set_curdoc(document)
    document.hold()
    document._session_context = lambda: MockSessionContext(document=document)  # type: ignore
    state.curdoc = document
    _app = NeuronApp()
    _app.servable(title="Interactive spiking neuron models")
    text = json.dumps(document.to_json(deferred=False), separators=(",", ":"))
    # The build puts it into a script element, which nothing in it may end.
    text = text.replace("<", "\\u003c")
    # Without a session Panel handles an event at once instead of on a server's event loop.
    document._session_context = None
    return text


def link(send_patch: Callable[..., None], send_query: Callable[[str], None], query: str) -> None:
    """Mirror later changes into the page, then take over the state that the URL asks for.

    Parameters
    ----------
    send_patch
        Called with a JSON patch, its buffers and a message number that is not used.
    send_query
        Called with the query string that stands for the state, after every change.
    query
        The page's query string, with or without the question mark.
    """
    assert _app is not None
    assert state.curdoc is not None
    _link_docs_worker(state.curdoc, send_patch, setter="js")
    restore(query)
    _app.on_query(send_query)


def restore(query: str) -> None:
    """Show the state of a query string."""
    assert _app is not None
    _app.restore(query)


def receive(patch: Any) -> None:
    """Apply a patch from the page; the answers have been sent when this returns."""
    assert state.curdoc is not None
    # Bokeh takes any mark for the sender; its types name only its own sessions.
    setter: Any = "js"
    converted: Any = _convert_json_patch(patch)
    state.curdoc.apply_json_patch(converted, setter=setter)

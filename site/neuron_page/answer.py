"""What Python changes in the document while it handles one thing, told as one patch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import js  # pyright: ignore[reportMissingImports]
from bokeh.document import Document
from bokeh.events import DocumentReady
from panel.io.pyodide import _process_document_events
from panel.io.state import state
from pyodide.ffi import to_js  # pyright: ignore[reportMissingImports]


class Answer:
    """Collects the changes of a document that the page shows already.

    Parameters
    ----------
    document
        The document. Its models count as known to the page.
    send
        Called with a JSON patch, as text, and its buffers.
    """

    def __init__(self, document: Document, send: Callable[[str, Any], None]) -> None:
        self._document = document
        self._send = send
        self._events: list[Any] = []
        document.models.flush_synced()
        document.on_change(self._note)
        # Panel drops what changes in a document that it does not know to be shown.
        document.on_event("document_ready", partial(state._schedule_on_load, document))
        document.callbacks.trigger_event(DocumentReady())

    def _note(self, event: Any) -> None:
        # What the page has changed itself it need not be told.
        if getattr(event, "setter", None) != "js":
            self._events.append(event)

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Tell everything that changes inside as one patch, at the end.

        The models are counted once, at the end: one that leaves the document and comes back
        inside has never left, and is not described to the page a second time.
        """
        models = self._document.models
        models._push_freeze()
        try:
            yield
        finally:
            models._pop_freeze()
            self._tell()

    def _tell(self) -> None:
        events, self._events = self._events, []
        if not events:
            return
        patch, buffers = _process_document_events(self._document, events)
        # As text: one step out of Python instead of one per number, and None becomes null.
        self._send(json.dumps(patch), js.Map.new(js.Object.entries(to_js(buffers))))

"""Whatever an address or a message says: there is a picture, a sentence, and a page that works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from browser.conftest import Opener
from browser.pages import START_MS
from builder.serve import Server, serving
from page.test_state import random_query
from spiking_core import CURRENTS, MODELS

pytestmark = pytest.mark.browser

COUNT = 200
# As going back to such an address would.
GO = """(query) => {
  history.pushState(null, "", query);
  dispatchEvent(new PopStateEvent("popstate"));
}"""
# A page that writes down what its frame says.
HOST = """<!doctype html><html lang="en"><head><title>A host</title><link rel="icon" href="data:,">
</head><body><script>
window.got = [];
addEventListener("message", ({ data }) => got.push(data));
</script>
<iframe src="%s?embed=1" title="neuron" width="1000" height="700"></iframe></body></html>"""
SEND = "(message) => frames[0].postMessage(message, '*')"
ANSWERED = "(count) => got.filter(({ type }) => type === 'spiking:result').length > count"
RESULTS = "() => got.filter(({ type }) => type === 'spiking:result').length"


def addresses() -> Iterator[str]:
    random = np.random.default_rng(5)
    for _ in range(COUNT):
        # What is behind a hash is the links' of own models, see test_share.
        query = random_query(random).lstrip("?").replace("#", "%23")
        yield f"?{query}"


def test_every_address_is_shown(new_page: Opener):
    shown = new_page().open().wait_for_python().settle()
    for query in addresses():
        shown.page.evaluate(GO, query)
        shown.page.wait_for_function(
            "seen.asked === seen.answered && !document.querySelector('.busy')", timeout=START_MS
        )
        assert shown.page.locator("#app canvas >> visible=true").count() > 0, query
        # Another neuron's sentence is seen when its style sheet is there.
        shown.page.locator(".facts").wait_for()
        assert shown.page.locator(".facts").inner_text(), query
        assert shown.stage == "python", query
    assert shown.console == []
    # And it is no other page than before.
    shown.page.evaluate(GO, "?model=lif&T=300&I_max=3")
    shown.page.get_by_role("heading", name="Leaky integrate-and-fire").wait_for()
    shown.settle()
    check = shown.state
    assert (check.model, check.T) == ("lif", 300.0)
    model = check.make_model()
    model.integrate()
    assert shown.spikes == model.num_spikes


def random_message(random: np.random.Generator) -> Any:
    """Something that a page may send: often nearly right."""

    def pick(values: Any) -> Any:
        return values[int(random.integers(len(values)))]

    odd = (
        None, True, "", "x" * 5000, [], {}, [[[[]]]], {"deep": {"deeper": {}}}, 1e308, -1, 0.1,
        "<img src=x onerror=alert(1)>", "__proto__", "NaN", "1e999", "💡",
    )  # fmt: skip
    names = [p.name for m in MODELS.values() if m.description for p in m.description.parameters]
    keys = ["model", "preset", "current", "I_max", "T", "seed", "view", "points", "constructor"]
    state = {
        pick([*keys, *names]): pick([*odd, pick(list(MODELS)), pick(list(CURRENTS)), 5, 300])
        for _ in range(int(random.integers(0, 6)))
    }
    kinds = ("spiking:set", "spiking:set", "spiking:set", "spiking:get", "spiking:x", "", 5, None)
    return pick([{"type": pick(kinds), "state": pick([state, state, *odd])}, *odd])


def test_every_message_is_survived(new_page: Opener, server: Server, tmp_path: Path):
    random = np.random.default_rng(6)
    (tmp_path / "index.html").write_text(HOST % server.url, encoding="utf-8")
    with serving(tmp_path) as elsewhere:
        shown = new_page(url=elsewhere.url).open()
        shown.page.wait_for_function(
            "got.some(({ type }) => type === 'spiking:ready')", timeout=START_MS
        )
        for _ in range(COUNT):
            shown.page.evaluate(SEND, json.loads(json.dumps(random_message(random))))
        before = shown.page.evaluate(RESULTS)
        shown.page.evaluate(SEND, {"type": "spiking:set", "state": {"model": "lif", "I_max": 3}})
        shown.page.wait_for_function(ANSWERED, arg=before, timeout=START_MS)
        shown.page.wait_for_function(
            "got.findLast(({ type }) => type === 'spiking:result').state.model === 'lif'"
        )
        frame = shown.page.frame_locator("iframe")
        assert frame.locator("#app canvas").first.is_visible()
        assert frame.locator(".facts").inner_text()
        assert shown.console == []

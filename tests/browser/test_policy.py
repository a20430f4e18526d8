"""The pages' content security policy: it refuses what is not the site's own, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.conftest import Opener
from browser.pages import START_MS, NeuronPage
from builder.policy import FRAME_POLICY, POLICY
from core.texts import LEAKY

pytestmark = pytest.mark.browser

LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  refused.push(`${event.effectiveDirective}: ${event.blockedURI}`);
});
"""
INJECT = """
() => {
  const script = document.createElement("script");
  script.textContent = "window.injected = true";
  document.body.append(script);
}
"""

REDRAWN = """
(count) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error("Nothing was drawn.")), 30_000);
  const look = () => {
    const { length } = performance.getEntriesByName("spiking:update");
    if (length > count) resolve(length); else requestAnimationFrame(look);
  };
  look();
})
"""


@pytest.fixture(scope="module")
def held(make_page: Opener) -> NeuronPage:
    """A page that is held to its policy; waiting goes by what is seen, without `eval`."""
    shown = make_page(bypass_csp=False)
    shown.page.add_init_script(LISTEN)
    shown.open().page.locator("html[data-spiking=python]").wait_for(timeout=START_MS)
    return shown


def refused(shown: NeuronPage) -> list[str]:
    """What the policy has refused since the last question."""
    return shown.page.evaluate("refused.splice(0)")


def test_every_page_states_the_policy(built_site: Path):
    pages = list(built_site.rglob("*.html"))
    assert pages
    stated = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    for page in pages:
        text = page.read_text(encoding="utf-8").replace("&#39;", "'")
        first = min(text.find(kind) for kind in ("<style", "<script", "<link") if kind in text)
        assert 0 < text.find(stated) < first, page.name


def test_the_page_needs_nothing_that_its_policy_refuses(held: NeuronPage):
    drawn = held.updates
    held.press("a", "ArrowRight", "ArrowRight")
    held.page.evaluate(REDRAWN, drawn)
    held.page.get_by_text("How this is computed").click()
    held.page.get_by_label("Traced program").filter(has_text="return").wait_for()
    own = held.page.locator("#own")
    own.get_by_label("Python text of your model").fill(LEAKY)
    own.get_by_role("button", name="run", exact=True).click()
    held.page.get_by_role("heading", name="Leaky neuron").wait_for(timeout=START_MS)
    drawn = held.updates
    held.press("tau", "ArrowLeft")
    held.page.evaluate(REDRAWN, drawn)
    with held.page.expect_download() as download:
        own.get_by_role("button", name="save as file").click()
    assert download.value.path().read_text() == LEAKY
    assert (refused(held), held.console, held.failures) == ([], [], [])


def test_a_script_that_is_not_the_site_s_does_not_run(held: NeuronPage):
    held.page.evaluate(INJECT)
    assert held.page.evaluate("window.injected") is None
    assert refused(held) == ["script-src-elem: inline"]


def test_nothing_is_fetched_from_elsewhere(held: NeuronPage):
    address = "http://127.0.0.1:9/model.json"
    said = held.page.evaluate("url => fetch(url).catch((error) => error.name)", address)
    assert said == "TypeError"
    assert refused(held) == [f"connect-src: {address}"]
    assert address not in held.requests


def test_python_is_where_there_is_no_origin(held: NeuronPage):
    (worker,) = held.page.workers
    assert worker.evaluate("self.origin") == "null"
    (frame,) = [one for one in held.page.frames if one is not held.page.main_frame]
    assert frame.frame_element().get_attribute("sandbox") == "allow-scripts"
    assert FRAME_POLICY in frame.content().replace("&#39;", "'")


def test_what_is_asked_of_the_network_there_is_refused(held: NeuronPage):
    (frame,) = [one for one in held.page.frames if one is not held.page.main_frame]
    for address in ("http://127.0.0.1:9/model.json", held.url):
        said = frame.evaluate("url => fetch(url).catch((error) => error.name)", address)
        assert said == "TypeError"
    assert "http://127.0.0.1:9/model.json" not in held.requests


def test_the_worker_has_nothing_that_it_has_no_use_for(held: NeuronPage):
    (worker,) = held.page.workers
    kinds = "[typeof fetch, typeof XMLHttpRequest, typeof WebSocket, typeof Worker, typeof caches]"
    assert worker.evaluate(kinds) == ["undefined"] * 5

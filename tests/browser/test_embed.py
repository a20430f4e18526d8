"""The page in a frame of another page, and the course page with three of them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from browser.conftest import Opener
from browser.pages import START_MS, NeuronPage, foreign
from builder.serve import Server, serving
from neuron_app.state import NeuronState, from_query, to_query
from spiking_core import CURRENTS, MODELS, Description
from spiking_core.analysis import facts, summary

pytestmark = pytest.mark.browser

# A page that keeps what its frames say.
HOST = """<!doctype html><html lang="en"><head><title>A host</title>
<link rel="icon" href="data:,"></head><body>
<script>
window.got = [];
addEventListener("message", ({ data }) => got.push(data));
for (const name of ["ready", "result", "error"]) {
  addEventListener(`spiking-${name}`, ({ target, detail }) => {
    got.push({ type: `element:${name}`, id: target.id, ...detail });
  });
}
</script>%s</body></html>"""
LAST = "type => got.findLast((message) => message.type === type) ?? null"
COUNT = "type => got.filter((message) => message.type === type).length"


def state_of(query: str) -> NeuronState:
    return from_query(query, "izhikevich", Description.of(MODELS["izhikevich"]))[0]


def spikes_of(query: str) -> np.ndarray:
    """Spike times of the core for a query."""
    model = state_of(query).make_model()
    model.integrate()
    return np.asarray(model.spike_times)


def check_result(result: dict[str, Any], query: str) -> None:
    """A result is the core's for a query."""
    pairs = "&".join(f"{key}={value}" for key, value in result["state"].items())
    assert state_of(pairs) == state_of(query)
    np.testing.assert_allclose(result["spike_times"], spikes_of(query), atol=1e-5)
    assert result["outcome"]["kind"] == "completed"
    assert result["outcome"]["sentence"] == "Completed."
    model = state_of(query).make_model()
    model.integrate()
    assert model.current is not None
    run = summary(model.solution, model.current, 0)
    told = result["measures"]
    assert (told["n"], told["window"]) == (run.statistics.n, list(run.statistics.window))
    assert told["rate"] == run.statistics.rate
    assert told["cv"] == (run.statistics.cv and pytest.approx(run.statistics.cv, abs=1e-6))
    assert told["oscillation"] is None
    assert told["sentence"].startswith(", ".join(facts(run.statistics)[:3]))


class Host:
    """A page of somebody else with frames in it."""

    def __init__(self, shown: NeuronPage) -> None:
        self.shown = shown
        self.page = shown.page

    def frame(self, selector: str = "iframe") -> FrameLocator:
        return self.page.frame_locator(selector)

    def wait(self, kind: str, more_than: int = 0) -> dict[str, Any]:
        """Wait for one more message of a kind, and return the last one."""
        self.page.wait_for_function(
            "([type, n]) => got.filter((message) => message.type === type).length > n",
            arg=[kind, more_than],
            timeout=START_MS,
        )
        return self.page.evaluate(LAST, kind)

    def count(self, kind: str) -> int:
        return self.page.evaluate(COUNT, kind)

    def after(self, kind: str, action: Callable[[], object]) -> dict[str, Any]:
        """Do something, and return the message of a kind that comes of it."""
        before = self.count(kind)
        action()
        return self.wait(kind, before)

    def post(self, message: str, answer: str = "spiking:result") -> dict[str, Any]:
        """Post what a JavaScript expression makes, and return what is answered."""
        script = f"document.querySelector('iframe').contentWindow.postMessage({message}, '*')"
        return self.after(answer, lambda: self.page.evaluate(script))


@pytest.fixture
def host(new_page: Opener, tmp_path: Path) -> Iterator[Callable[..., Host]]:
    """Make a page of another origin with some HTML in it."""
    with serving(tmp_path) as elsewhere:

        def make(body: str, **options: Any) -> Host:
            (tmp_path / "index.html").write_text(HOST % body, encoding="utf-8")
            shown = new_page(url=elsewhere.url, **options)
            return Host(shown.open())

        yield make


def framed(server: Server, query: str = "", more: str = "") -> str:
    address = html.escape(f"{server.url}?embed=1&{query}")
    return f'<iframe src="{address}" title="neuron" width="1000" height="700" {more}></iframe>'


def choose(frame: FrameLocator, label: str, title: str) -> None:
    frame.get_by_label(label, exact=True).select_option(label=title)


def handle(frame: FrameLocator, label: str) -> Locator:
    title = frame.locator(".bk-slider-title", has_text=re.compile(rf"^{label}[ :]"))
    return frame.locator(".bk-input-group").filter(has=title).locator(".noUi-handle")


def press(frame: FrameLocator, label: str, key: str) -> None:
    handle(frame, label).press(key)


def assert_clean(host: Host) -> None:
    assert (host.shown.console, host.shown.failures) == ([], [])


def test_the_course_page_loads_its_neurons_when_they_come_near(new_page: Opener, server: Server):
    shown = new_page(viewport={"width": 1000, "height": 500}).open("course/")
    page = shown.page
    page.locator("#bucket-told", has_text="no spike").wait_for(timeout=START_MS)
    assert page.locator("iframe").count() == 1
    assert page.locator("#squid").inner_text() == "Hodgkin-Huxley neuron with blocked channels"
    for name in ("axon", "squid"):
        page.locator(f"#{name}").scroll_into_view_if_needed()
        page.wait_for_function(
            "name => !document.getElementById(name).textContent.includes('loading')",
            arg=f"{name}-told",
            timeout=START_MS,
        )
    assert page.locator("iframe").count() == 3
    # Every button changes its neuron's run, and the text says what the core says.
    seen = 0
    for row in page.locator("[data-for]").all():
        neuron = row.get_attribute("data-for")
        assert neuron is not None
        query = page.locator(f"#{neuron}").get_attribute("state") or ""
        for button in row.get_by_role("button").all():
            given = button.get_attribute("data-set") or ""
            query = given if "preset" in given else f"{query}&{given}"
            model = query if "model=" in query else f"model=morris_lecar&{query}"
            expected = spikes_of(model).size
            words = {0: "there is no spike", 1: "one spike"}.get(expected, f"{expected} spikes")
            button.click()
            sentence = re.compile(f"At a current of {state_of(model).I_max:g} .*{words}")
            page.locator(f"#{neuron}-told", has_text=sentence).wait_for()
            seen += 1
    assert seen == 14
    assert (shown.console, shown.failures, foreign(shown.requests, shown.url)) == ([], [], [])
    # Nobody has asked for Python.
    assert not [url for url in shown.requests if "pyodide" in url or "worker" in url]


def test_a_frame_tells_its_state_and_its_runs(host: Callable[..., Host], server: Server):
    page = host(framed(server, "model=lif&I_max=1.8&seed=4"))
    ready = page.wait("spiking:ready")
    assert ready["state"]["model"] == "lif"
    assert (ready["state"]["I_max"], ready["state"]["seed"]) == (1.8, 4)
    assert page.count("spiking:result") == 0
    query = "model=lif&I_max=1.8&seed=4"
    check_result(page.post("{type: 'spiking:get'}"), query)
    check_result(page.post("{type: 'spiking:set', state: {I_max: 2.5}}"), f"{query}&I_max=2.5")
    # What was moved in the frame is told as well, and stays when something else is set.
    moved = page.after("spiking:result", lambda: press(page.frame(), "t_ref", "End"))
    t_ref = moved["state"]["t_ref"]
    check_result(moved, f"model=lif&I_max=2.5&seed=4&t_ref={t_ref}")
    after = page.post("{type: 'spiking:set', state: {current: 'sine', T: '900'}}")
    check_result(after, f"model=lif&I_max=2.5&seed=4&t_ref={t_ref}&current=sine&T=900")
    # Another neuron comes with its own defaults, another preset with its own state.
    check_result(page.post("{type: 'spiking:set', state: {model: 'adex'}}"), "model=adex")
    preset = page.post("{type: 'spiking:set', state: {model: 'lif', preset: 'coincidences'}}")
    check_result(preset, "model=lif&preset=coincidences")
    assert page.frame().get_by_role("link", name="Open in full").get_attribute("href") == (
        f"/?{to_query(state_of('model=lif&preset=coincidences'))}"
    )
    assert page.count("spiking:error") == 0
    assert_clean(page)


def test_messages_that_are_wrong_are_told_and_change_nothing(
    host: Callable[..., Host], server: Server
):
    page = host(framed(server, "a=0.03"))
    page.wait("spiking:ready")
    wrong = {
        "{type: 'spiking:set', state: {model: '<img src=x onerror=alert(1)>'}}": "name of a neuron",
        "{type: 'spiking:set', state: {a: NaN}}": "`a` must be a finite number",
        "{type: 'spiking:set', state: {a: 'x'.repeat(3000)}}": "`a` is longer",
        "{type: 'spiking:set', state: new Date()}": "must be an object",
        "(() => { const m = {type: 'spiking:set'}; m.state = {a: m}; return m; })()": "finite",
        "{type: 'spiking:set', state: JSON.parse('{\"__proto__\": 1}')}": "__proto__",
        "{type: 'spiking:run', code: 'alert(1)'}": "spiking:set and spiking:get",
    }
    for message, words in wrong.items():
        assert words in page.post(message, "spiking:error")["message"]
    # The frame's own window is not its parent.
    inside = page.page.frames[1]
    inside.evaluate("postMessage({type: 'spiking:set', state: {a: 0.09}}, '*')")
    check_result(page.post("{type: 'spiking:get'}"), "a=0.03")
    assert page.count("spiking:result") == 1
    assert_clean(page)


def test_of_many_messages_the_last_one_stands(host: Callable[..., Host], server: Server):
    page = host(framed(server))
    page.wait("spiking:ready")
    page.page.evaluate(
        """() => {
          const { contentWindow } = document.querySelector("iframe");
          for (let k = 1; k <= 200; k++) {
            const state = k % 2 ? { I_max: k / 10 } : { a: 0.02 + k / 1e4 };
            contentWindow.postMessage({ type: "spiking:set", state }, "*");
          }
          contentWindow.postMessage({ type: "spiking:get" }, "*");
        }"""
    )
    page.page.wait_for_function(
        "got.some(({ type, state }) => type === 'spiking:result' && state.a === 0.04"
        " && state.I_max === 19.9)"
    )
    check_result(page.post("{type: 'spiking:get'}"), "a=0.04&I_max=19.9")
    assert page.count("spiking:result") < 50


def test_a_visitor_of_a_frame_does_without_python(host: Callable[..., Host], server: Server):
    page = host(framed(server))
    page.wait("spiking:ready")
    frame = page.frame()

    def chosen(label: str, title: str) -> dict[str, Any]:
        return page.after("spiking:result", lambda: choose(frame, label, title))

    described = Description.of(MODELS["izhikevich"])
    preset = described.presets[3]
    check_result(chosen("preset", preset.title), f"preset={preset.name}")
    check_result(chosen("neuron", "Leaky integrate-and-fire"), "model=lif")
    neuron = frame.get_by_label("neuron", exact=True)
    expect(neuron).to_be_focused()
    current = chosen("input current", CURRENTS["poisson"].title)
    check_result(current, "model=lif&current=poisson")
    rate = page.after("spiking:result", lambda: press(frame, "rate", "End"))
    check_result(rate, f"model=lif&current=poisson&rate={rate['state']['rate']}")
    assert rate["state"]["rate"] > 200
    button = frame.get_by_role("button", name="new noise")
    noise = page.after("spiking:result", button.click)
    assert noise["state"]["seed"] == 2
    checkbox = frame.get_by_label("wider ranges")
    wider = page.after("spiking:result", checkbox.check)
    assert wider["state"] == noise["state"]
    R = handle(frame, "R")
    assert float(R.get_attribute("aria-valuemax") or 0) == 1000
    wide = page.after("spiking:result", lambda: press(frame, "R", "ArrowRight"))
    assert wide["state"]["R"] > 10
    reset = frame.get_by_role("button", name="reset to defaults")
    check_result(page.after("spiking:result", reset.click), "model=lif")
    assert not checkbox.is_checked()
    assert float(R.get_attribute("aria-valuemax") or 0) == 40
    assert frame.get_by_text("without Python").is_visible()
    assert_clean(page)


def test_a_sandboxed_frame_works_without_an_origin(host: Callable[..., Host], server: Server):
    page = host(framed(server, "model=lif&R=1e9&zzz=1", 'sandbox="allow-scripts"'))
    assert page.wait("spiking:ready")["state"]["R"] == 1000
    assert page.page.frames[1].evaluate("origin") == "null"
    frame = page.frame()
    assert "R, zzz in the address" in frame.get_by_role("alert").inner_text()
    moved = page.after("spiking:result", lambda: press(frame, "t_ref", "End"))
    assert moved["state"]["t_ref"] > 2
    choose(frame, "neuron", "Hodgkin-Huxley")
    frame.locator("text=g_Na").first.wait_for()
    check_result(page.post("{type: 'spiking:get'}"), "model=hodgkin_huxley")
    check_result(
        page.post("{type: 'spiking:set', state: {g_Na: 60}}"), "model=hodgkin_huxley&g_Na=60"
    )
    assert_clean(page)


def test_a_whole_page_in_a_sandbox_says_what_it_cannot_do(
    host: Callable[..., Host], server: Server
):
    page = host(f'<iframe src="{server.url}" sandbox="allow-scripts" width="1200"></iframe>')
    alert = page.frame().get_by_role("alert").filter(has_text="Python cannot be started")
    alert.wait_for(timeout=START_MS)
    page.frame().locator("#app:not(.waiting) canvas").first.wait_for(timeout=START_MS)
    assert_clean(page)


def test_the_height_of_an_element_follows_its_content(host: Callable[..., Host], server: Server):
    page = host(
        f'<script type="module" src="{server.url}embed.js"></script>'
        '<spiking-neuron state="model=lif" title="A leaky one"></spiking-neuron>'
    )
    page.wait("element:ready")
    # By then it has the height of the neuron, not that of the page that waits.
    page.page.wait_for_function(
        "() => document.querySelector('iframe').clientHeight === got.findLast("
        "({ type }, k) => type === 'spiking:height' && k < got.findIndex("
        "({ type }) => type === 'spiking:ready')).height"
    )
    assert page.page.locator("iframe").get_attribute("title") == "A leaky one"
    fits = """() => {
      const frame = document.querySelector("iframe");
      const told = got.findLast(({ type }) => type === "spiking:height")?.height;
      return frame.clientHeight === told && told;
    }"""
    wide = page.page.wait_for_function(fits).json_value()
    page.page.set_viewport_size({"width": 500, "height": 900})
    page.page.wait_for_function(f"({fits})() > {wide} + 100")
    inside = page.page.frames[1]
    sizes = "[document.documentElement.scrollHeight, innerHeight, document.body.clientWidth]"
    page.page.wait_for_function(fits)
    inside.wait_for_function(f"(([high, room]) => high <= room)({sizes})")
    page.page.set_viewport_size({"width": 1000, "height": 900})
    page.page.wait_for_function(f"({fits})() === {wide}")
    # It has come to rest: no height calls forth another one.
    before = page.count("spiking:height")
    page.post("{type: 'spiking:set', state: {I_max: 3}}")
    assert page.count("spiking:height") == before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_host_chooses_the_theme(host: Callable[..., Host], server: Server, theme: str):
    other = "dark" if theme == "light" else "light"
    page = host(framed(server, f"theme={theme}"), color_scheme=other)
    page.wait("spiking:ready")
    inside = page.page.frames[1]
    colour = inside.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}[theme]
    assert inside.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
    page.post("{type: 'spiking:set', state: {I_max: 3}}")
    inside.wait_for_function("location.search.includes('I_max=3')")
    assert inside.evaluate("location.search").endswith(f"&embed=1&theme={theme}")
    box = inside.locator("h1").bounding_box()  # for screen readers alone
    assert box is not None
    assert box["height"] <= 1


def test_an_element_is_spoken_to_by_property_method_and_attribute(
    host: Callable[..., Host], server: Server
):
    page = host(
        f'<script type="module" src="{server.url}embed.js"></script>'
        '<spiking-neuron id="one" state="model=lif&amp;I_max=1.8"></spiking-neuron>'
        '<spiking-neuron id="two" state="model=adex"></spiking-neuron>'
    )
    page.page.wait_for_function("Boolean(customElements.get('spiking-neuron'))")
    # What is asked for before there is a frame is not lost.
    page.page.evaluate("one.state = { t_ref: 3 }")
    page.wait("element:result")
    page.page.wait_for_function("one.state.t_ref === 3 && one.state.I_max === 1.8")
    page.page.locator("#two").scroll_into_view_if_needed()
    page.page.wait_for_function("two.state.C !== undefined", timeout=START_MS)
    done = page.after("element:result", lambda: page.page.evaluate("one.set({ I_max: 2 })"))
    assert done["id"] == "one"
    check_result(done, "model=lif&I_max=2&t_ref=3")
    attribute = "two.setAttribute('state', 'model=adex&I_max=600')"
    done = page.after("element:result", lambda: page.page.evaluate(attribute))
    assert done["id"] == "two"
    check_result(done, "model=adex&I_max=600")
    error = page.after("element:error", lambda: page.page.evaluate("one.set({ C: 5 })"))
    assert (error["id"], error["message"]) == ("one", "`C` is not part of this neuron's state.")
    # Taken out and put back, it goes on where it was; taken out for good, it is gone.
    page.page.evaluate("document.body.prepend(one)")
    page.page.wait_for_function("one.querySelector('iframe')")
    page.page.wait_for_function("one.state.I_max === 2 && one.state.t_ref === 3")
    page.page.evaluate("two.remove()")
    assert page.page.locator("iframe").count() == 1
    assert page.shown.console == []


def test_the_dialogue_gives_lines_that_show_the_same_elsewhere(
    new_page: Opener, host: Callable[..., Host]
):
    shown = new_page()
    page = shown.page
    page.route("**/assets/core.*.bin", lambda route: None)  # Python's start is spared
    shown.open("?model=lif&current=ou&I_max=2.2&seed=9").wait_for("interactive")
    page.get_by_role("button", name="Embed this").click()
    dialogue = page.get_by_role("dialog", name="Embed this")
    dialogue.get_by_label("Colours").select_option("dark")
    dialogue.get_by_label("Height of the frame").fill("700")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copied = {}
    for kind in ("element", "frame"):
        dialogue.get_by_role("button", name=f"Copy the {kind}").click()
        dialogue.get_by_text("Copied.").wait_for()
        copied[kind] = page.evaluate("navigator.clipboard.readText()")
    assert "height: 700px" in copied["frame"]
    page.keyboard.press("Escape")
    assert not dialogue.is_visible()
    assert page.evaluate("document.activeElement.id") == "embed-button"
    assert shown.console == []
    page.close()
    for kind, snippet in copied.items():
        elsewhere = host(snippet)
        state = elsewhere.wait("spiking:ready")["state"]
        assert (state["model"], state["current"], state["seed"]) == ("lif", "ou", 9)
        assert "theme=dark" in elsewhere.page.frames[1].url, kind
        check_result(
            elsewhere.post("{type: 'spiking:get'}"), "model=lif&current=ou&I_max=2.2&seed=9"
        )


@pytest.mark.parametrize("model", ["fitzhugh_nagumo", "izhikevich", "mihalas_niebur"])
def test_the_height_that_is_proposed_shows_everything(new_page: Opener, model: str):
    query = f"?model={model}&current=sine"
    shown = new_page().open(query).wait_for_figures()
    shown.page.get_by_role("button", name="Embed this").click()
    field = shown.page.get_by_label("Height of the frame")
    height = int(field.input_value())
    embedded = new_page(viewport={"width": 840, "height": height})
    embedded.open(f"{query}&embed=1").wait_for_figures()
    needed = embedded.page.evaluate("() => document.body.scrollHeight")
    assert height - 20 <= needed <= height

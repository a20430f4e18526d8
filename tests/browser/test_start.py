"""How the page comes up, from the first picture to Python."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Opener
from browser.pages import CANVASES, NAME, NeuronPage, check_trace, foreign
from neuron_app.state import default_state
from spiking_core import CURRENTS, MODELS, Description

pytestmark = pytest.mark.browser

CORE = "**/assets/core.*.bin"
# Where the controls are.
PLACES = """() => {
  const places = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (!element.matches("label, button, .bk-slider-title, .noUi-base")) continue;
      const { x, y, width } = element.getBoundingClientRect();
      if (width && element.checkVisibility()) places.push([x, y, width].map(Math.round));
    }
  };
  walk(document.querySelector("#app"));
  return places;
}"""
DEFAULT = default_state(NAME, Description.of(MODELS[NAME]))


def test_the_page_goes_through_its_stages_in_order(started: NeuronPage):
    assert started.page.evaluate("seen.stages") == ["picture", "interactive", "python"]


def test_the_source_of_the_page_says_that_it_is_loading(built_site: Path):
    assert '<html lang="en" data-spiking="loading">' in (built_site / "index.html").read_text()


def test_the_marks_stand_in_order(started: NeuronPage):
    marks = started.marks()
    assert set(marks) == {"spiking:picture", "spiking:interactive", "spiking:python"}
    assert marks["spiking:picture"] <= marks["spiking:interactive"] <= marks["spiking:python"]


def test_page_and_worker_ask_only_the_server_that_they_came_from(started: NeuronPage):
    names = {url.rpartition("/")[2].partition(".")[0] for url in started.requests}
    # What Python starts from is among what was seen.
    assert {"main", "worker", "pyodide", "stdlib", "core"} <= names
    assert foreign(started.requests, started.url) == []


def test_nothing_that_is_asked_for_is_missing(started: NeuronPage):
    assert started.failures == []


def test_the_console_holds_no_error_and_no_warning(started: NeuronPage):
    assert started.console == []


def test_no_file_is_fetched_twice_by_one_side(started: NeuronPage):
    large = [url for url in started.requests if url.endswith(".bin") or "/pyodide" in url]
    assert sorted(large) == sorted(set(large))


def test_a_start_does_without_the_second_bundle(new_page: Opener):
    shown = new_page()
    # For who saves data, nothing is fetched ahead.
    saver = shown.context.new_cdp_session(shown.page)
    saver.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    shown.open().wait_for_python()
    assert [url for url in shown.requests if "/assets/rest." in url] == []


def test_bokeh_is_evaluated_in_many_steps(built_site: Path):
    steps = {}
    for script in built_site.glob("assets/*.min.js"):
        made = re.search(r"^document\.currentScript\.steps = (.+);$", script.read_text(), re.M)
        assert made, script.name
        steps[script.name.partition(".")[0]] = len(json.loads(made[1])["order"])
    assert steps["bokeh"] > 400
    assert steps["panel"] > 50


def test_the_default_is_shown(neuron: NeuronPage):
    check_trace(neuron, DEFAULT)


def test_the_progress_only_grows_and_goes_away_at_the_end(started: NeuronPage):
    progress = started.page.evaluate("seen.progress")
    assert len(progress) > 5
    assert progress == sorted(progress)
    assert 0.9 < progress[-1] <= 1
    assert not started.page.locator("#progress").is_visible()


def test_python_takes_over_the_document_that_was_baked_into_the_page(started: NeuronPage):
    # It says only by what that is recognised.
    assert set(started.page.evaluate("seen.document")) == {"type", "fingerprint"}


def test_the_picture_is_there_before_any_script_runs(new_page: Opener):
    shown = new_page(java_script_enabled=False).open()
    picture = shown.page.locator("#first-picture")
    assert picture.is_visible()
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] > 400
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    sentence = shown.page.locator("noscript p")
    assert sentence.is_visible()
    assert "please allow it to run JavaScript" in sentence.inner_text()
    assert shown.page.locator("h2").inner_text() == "Izhikevich neuron"
    assert foreign(shown.requests, shown.url) == []


def hold(shown: NeuronPage) -> list[Any]:
    """Keep Python waiting for its packages; return where the request will be found."""
    waiting: list[Any] = []
    shown.page.route(CORE, lambda route: waiting.append(route))
    return waiting


@pytest.fixture
def held(new_page: Opener) -> tuple[NeuronPage, list[Any]]:
    """A page whose Python waits for its packages, and what it waits for."""
    shown = new_page()
    waiting = hold(shown)
    shown.open().wait_for("interactive")
    return shown, waiting


def let_go(shown: NeuronPage, waiting: list[Any]) -> None:
    while not waiting:
        shown.page.wait_for_timeout(50)
    waiting.pop().continue_()
    shown.wait_for_python().settle()


def test_before_python_the_controls_work_and_afterwards_they_are_honoured(
    held: tuple[NeuronPage, list[Any]],
):
    shown, waiting = held
    shown.page.evaluate(f"window.canvases = ({CANVASES})()")
    assert shown.page.evaluate("canvases.length") >= 3
    shown.drag("I max", 60)
    shown.press("d", *["ArrowLeft"] * 5)
    I_max, d = shown.value("I max"), shown.value("d")
    assert I_max > 12
    assert d < 8
    assert shown.stage == "interactive"
    # Python has not been asked: the page itself has drawn it.
    moved = replace(DEFAULT, I_max=I_max, parameters={**DEFAULT.parameters, "d": d})
    check_trace(shown, moved)
    let_go(shown, waiting)
    assert (shown.value("I max"), shown.value("d")) == (I_max, d)
    assert (shown.state.I_max, shown.state.parameters["d"]) == pytest.approx((I_max, d))
    check_trace(shown, shown.state)
    # The figures that were there before are the ones that Python draws in.
    assert shown.page.evaluate(
        f"(now => now.length === canvases.length && now.every((c, i) => c === canvases[i]))"
        f"(({CANVASES})())"
    )


def test_before_python_the_controls_of_a_link_are_honoured_too(new_page: Opener):
    shown = new_page()
    waiting = hold(shown)
    shown.open("?a=0.05&I_max=5").wait_for_figures()
    shown.press("I max", "End")
    let_go(shown, waiting)
    assert shown.value("I max") == shown.state.I_max == 20
    assert shown.value("a") == shown.state.parameters["a"] == 0.05
    check_trace(shown, shown.state)


def test_before_python_the_controls_of_a_current_are_there_and_are_honoured(new_page: Opener):
    shown = new_page()
    waiting = hold(shown)
    shown.open("?current=poisson&seed=7&T=400").wait_for_figures()
    assert shown.page.get_by_text("the seed, 7, fixes it").is_visible()
    assert shown.page.get_by_role("button", name="new noise").is_visible()
    before = shown.page.evaluate(PLACES)
    shown.press("tau_syn", *["ArrowRight"] * 4)
    shown.press("d", *["ArrowLeft"] * 5)
    tau_syn, d = shown.value("tau_syn"), shown.value("d")
    assert tau_syn > 5
    let_go(shown, waiting)
    assert shown.value("tau_syn") == shown.state.own["tau_syn"] == tau_syn
    assert shown.state.parameters["d"] == d
    assert f"tau_syn={tau_syn:g}" in shown.query
    assert shown.console == []
    check_trace(shown, shown.state)
    # Nothing has gone elsewhere.
    assert shown.page.evaluate(PLACES) == before


def test_a_current_chosen_before_python_is_there_has_its_controls(
    held: tuple[NeuronPage, list[Any]],
):
    shown, waiting = held
    shown.page.get_by_label("input current").select_option(label=CURRENTS["chirp"].title)
    shown.press("f_end", *["ArrowLeft"] * 3)
    f_end = shown.value("f_end")
    assert f_end < 100
    let_go(shown, waiting)
    assert shown.value("f_end") == shown.state.own["f_end"] == f_end
    assert (shown.state.current, shown.console) == ("chirp", [])
    check_trace(shown, shown.state)


@pytest.mark.parametrize("part", ["core", "stdlib", "pyodide"])
def test_a_part_that_does_not_load_is_one_sentence_and_leaves_the_picture(
    new_page: Opener, part: str
):
    shown = new_page()
    shown.page.route(f"**/assets/{part}.*.bin", lambda route: route.fulfill(status=404, body=""))
    shown.open().wait_for("error")
    shown.wait_for_figures()
    (sentence,) = shown.alerts
    assert sentence.startswith("Python could not be started in this browser: ")
    assert f"/assets/{part}." in sentence
    assert "could not be loaded (404)." in sentence
    assert sentence.count("\n") == 0
    assert shown.page.locator(".potential canvas").first.is_visible()
    assert not shown.page.locator("#progress").is_visible()


def test_a_kernel_that_does_not_load_is_one_sentence_and_is_tried_again(new_page: Opener):
    shown = new_page().open().wait_for_python()
    shown.page.route("**/adex.*.wasm", lambda route: route.abort())
    neuron = shown.page.get_by_label("neuron", exact=True)
    neuron.select_option(label="Adaptive exponential (AdEx)")
    sentence = shown.page.locator("#error")
    sentence.wait_for()
    assert "adex." in sentence.inner_text()
    assert "could not be loaded" in sentence.inner_text()
    shown.page.unroute("**/adex.*.wasm")
    neuron.select_option(label="Izhikevich")
    shown.settle()
    assert not sentence.is_visible()
    neuron.select_option(label="Adaptive exponential (AdEx)")
    shown.settle()
    assert shown.spikes > 0


class PlainHandler(SimpleHTTPRequestHandler):
    """What ``python -m http.server`` runs."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def subfolder(built_site: Path, tmp_path: Path) -> Iterator[str]:
    """The site as a folder of somebody's course, on Python's own web server."""
    folder = tmp_path / "courses" / "neurons, part 1"
    shutil.copytree(built_site, folder)
    (tmp_path / "index.html").write_text("<title>Another site</title>")
    handler = partial(PlainHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://localhost:{running.server_port}/courses/neurons,%20part%201/"
        running.shutdown()


def test_it_works_in_a_folder_of_another_site_on_any_server(new_page: Opener, subfolder: str):
    shown = new_page(url=subfolder).open().wait_for_python()
    shown.press("a", "ArrowRight", "ArrowRight")
    shown.settle()
    check_trace(shown, shown.state)
    assert shown.state.parameters["a"] == pytest.approx(0.022)
    assert (shown.failures, shown.console) == ([], [])
    asked = [url for url in shown.requests if not url.startswith("blob:")]
    assert [url for url in asked if not url.startswith(subfolder)] == []


@pytest.mark.parametrize(("line", "waits"), [("slow", True), ("fast", False)])
def test_on_a_slow_line_the_figures_come_before_python(new_page: Opener, line: str, waits: bool):
    shown = new_page()
    devtools = shown.context.new_cdp_session(shown.page)
    devtools.send("Network.enable")
    if line == "slow":
        slow = {
            "offline": False,
            "latency": 400,
            "downloadThroughput": 2e5,
            "uploadThroughput": 1e5,
        }
        devtools.send("Network.emulateNetworkConditions", slow)
    scripts: list[Any] = []
    shown.page.route("**/assets/bokeh.*.min.js", lambda route: scripts.append(route))
    shown.page.goto(shown.url, wait_until="commit")
    for _ in range(200):
        shown.page.wait_for_timeout(50)
        if scripts:
            break
    shown.page.wait_for_timeout(2000)
    assert scripts
    python = [url for url in shown.requests if "/assets/pyodide." in url]
    assert bool(python) != waits
    for script in scripts:
        script.continue_()
    shown.wait_for("interactive", "python")
    for _ in range(100):
        if any("/assets/pyodide." in url for url in shown.requests):
            break
        shown.page.wait_for_timeout(50)
    assert len([url for url in shown.requests if "/assets/pyodide." in url]) == 1

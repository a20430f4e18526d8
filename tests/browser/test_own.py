"""A model of one's own, typed into the page."""

from __future__ import annotations

import numpy as np
import pytest

from browser.conftest import Opener
from browser.pages import NeuronPage, check_points
from core.examples import LeakyIntegrateAndFire
from core.texts import LEAKY
from neuron_app.plots import with_spikes
from spiking_core import CURRENTS

pytestmark = pytest.mark.browser

# What is imported inside has no stand-in when a model is traced.
UNTRACEABLE = LEAKY.replace("return [(I", "import math\n        return [math.exp(0 * y[0]) * (I")

# The stated time, the stop, and Python's new start.
RESTART_MS = 120_000


def run(shown: NeuronPage, text: str | None = None) -> None:
    """Press run, and wait for what comes of it."""
    own = shown.page.locator("#own")
    if text is not None:
        own.get_by_label("Python text of your model").fill(text)
    own.get_by_role("button", name="run", exact=True).click()
    said = own.locator("[role=status], [role=alert]").filter(has_text="r")
    said.filter(has_not_text="Running").first.wait_for(timeout=30_000)
    shown.page.wait_for_function("seen.asked === seen.answered", timeout=30_000)
    shown.page.wait_for_timeout(300)


@pytest.fixture
def page(new_page: Opener) -> NeuronPage:
    return new_page().open().wait_for_python()


def heading(shown: NeuronPage) -> str:
    return shown.page.locator("#app h2").inner_text()


def test_a_text_becomes_a_model_with_sliders_and_a_kernel(page: NeuronPage):
    run(page, LEAKY)
    assert heading(page) == "Leaky neuron"
    assert page.value("tau") == 20
    page.press("tau", "ArrowLeft")
    page.settle()
    # The page itself has drawn it, with the numbers of the same class in Python.
    model = LeakyIntegrateAndFire({"tau": page.value("tau")}, T=750)
    model.set_input(CURRENTS["constant"](10.0))
    model.integrate()
    t, y = with_spikes(model.solution)
    drawn = page.columns()
    check_points(drawn["t"], drawn["v"][None], t, y)
    assert page.spikes == model.num_spikes > 100
    assert page.page.evaluate("performance.getEntriesByName('spiking:update').length") > 0
    assert (page.console, page.failures) == ([], [])


def test_a_built_in_model_is_a_start_and_the_way_back_is_open(page: NeuronPage):
    own = page.page.locator("#own")
    own.get_by_label("start from").select_option(label="Hodgkin-Huxley")
    own.locator("textarea").and_(own.get_by_label("Python text")).wait_for()
    page.page.wait_for_function(
        "document.querySelector('#own textarea').value.includes('class HodgkinHuxleyModel')"
    )
    run(page)
    assert heading(page) == "Hodgkin-Huxley neuron"
    assert page.spikes > 20
    page.page.get_by_label("neuron", exact=True).select_option(label="Izhikevich")
    page.settle()
    assert heading(page) == "Izhikevich neuron"
    assert page.spikes == 16


def test_what_a_model_needs_is_fetched_once_before_anybody_runs_one(page: NeuronPage):
    def rest() -> list[str]:
        return [url for url in page.requests if "/assets/rest." in url]

    for _ in range(100):
        if rest():
            break
        page.page.wait_for_timeout(100)
    assert len(rest()) == 1
    run(page, LEAKY)
    assert heading(page) == "Leaky neuron"
    assert len(rest()) == 1


def test_who_saves_data_fetches_it_on_turning_to_the_editor(new_page: Opener):
    shown = new_page()
    saver = shown.context.new_cdp_session(shown.page)
    saver.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    shown.open().wait_for_python()
    shown.page.wait_for_timeout(2000)
    assert not [url for url in shown.requests if "/assets/rest." in url]
    with shown.page.expect_request("**/assets/rest.*"):
        shown.page.locator("#own textarea").focus()


def test_a_library_that_does_not_load_is_a_sentence_and_is_tried_again(new_page: Opener):
    shown = new_page()
    shown.page.route("**/assets/rest.*", lambda route: route.abort())
    shown.open().wait_for_python()
    run(shown, LEAKY)
    sentence = shown.page.locator("#own [role=alert]").inner_text()
    assert "The rest of the Python library could not be loaded" in sentence
    assert heading(shown) == "Izhikevich neuron"
    shown.page.unroute("**/assets/rest.*")
    run(shown, LEAKY)
    assert heading(shown) == "Leaky neuron"


def test_a_mistake_points_to_its_line_and_leaves_everything_as_it_was(page: NeuronPage):
    before = page.columns()
    run(page, LEAKY.replace("self.params", "params"))
    sentence = page.page.locator("#own [role=alert]").inner_text()
    assert sentence.startswith("Line 10: ")
    assert "params" in sentence
    assert heading(page) == "Izhikevich neuron"
    np.testing.assert_array_equal(page.columns()["v"], before["v"])
    page.press("a", "ArrowRight")
    page.settle()
    assert page.state.parameters["a"] == pytest.approx(0.021)


def test_a_text_that_never_ends_is_stopped_and_all_else_goes_on(page: NeuronPage):
    own = page.page.locator("#own")
    own.get_by_label("Python text of your model").fill("while True:\n    pass\n")
    own.get_by_role("button", name="run", exact=True).click()
    page.page.wait_for_timeout(1000)
    # Python is busy for ever; the figures are not.
    page.press("I max", "ArrowRight", "ArrowRight")
    drawn = page.columns()
    assert page.value("I max") == 10.2
    own.locator("[role=alert]").filter(has_text="did not end within 10 s").wait_for(timeout=30_000)
    np.testing.assert_array_equal(page.columns()["v"], drawn["v"])
    page.page.locator("#progress").wait_for(state="visible")
    page.page.locator("#progress").wait_for(state="hidden", timeout=RESTART_MS)
    assert page.value("I max") == 10.2
    # What the worker that was stopped has been asked will never be answered.
    page.page.evaluate("seen.answered = seen.asked")
    page.page.get_by_label("neuron", exact=True).select_option(label="Leaky integrate-and-fire")
    page.page.get_by_role("heading", name="Leaky integrate-and-fire").wait_for()
    run(page, LEAKY)
    assert heading(page) == "Leaky neuron"


def test_a_model_of_one_s_own_outlives_a_later_text_that_never_ends(page: NeuronPage):
    run(page, LEAKY)
    page.press("tau", "ArrowLeft")
    page.settle()
    tau, drawn = page.value("tau"), page.columns()
    own = page.page.locator("#own")
    own.get_by_label("Python text of your model").fill("while True:\n    pass\n")
    own.get_by_role("button", name="run", exact=True).click()
    own.locator("[role=alert]").filter(has_text="did not end within 10 s").wait_for(timeout=30_000)
    page.page.locator("#progress").wait_for(state="hidden", timeout=RESTART_MS)
    page.page.get_by_role("heading", name="Leaky neuron").wait_for(timeout=30_000)
    page.page.wait_for_function("t => document.querySelector('#progress').hidden", arg=0)
    page.page.wait_for_timeout(2000)
    assert heading(page) == "Leaky neuron"
    assert page.value("tau") == tau
    np.testing.assert_array_equal(page.columns()["v"], drawn["v"])


def test_a_model_that_a_new_python_cannot_show_again_is_told_of(page: NeuronPage):
    run(page, LEAKY)
    page.page.route("**/assets/rest.*", lambda route: route.abort())
    own = page.page.locator("#own")
    own.get_by_label("Python text of your model").fill("while True:\n    pass\n")
    own.get_by_role("button", name="run", exact=True).click()
    own.locator("[role=alert]").filter(has_text="did not end within 10 s").wait_for(timeout=30_000)
    own.locator("[role=alert]").filter(has_text="could not be loaded").wait_for(timeout=RESTART_MS)
    assert heading(page) == "Izhikevich neuron"


def test_a_model_that_is_not_compiled_is_run_and_drawn_by_python(page: NeuronPage):
    run(page, UNTRACEABLE)
    assert "It runs uncompiled" in page.page.locator("#own [role=status]").inner_text()
    page.press("tau", "ArrowLeft")
    page.settle()
    model = LeakyIntegrateAndFire({"tau": page.value("tau")}, T=750)
    model.set_input(CURRENTS["constant"](10.0))
    model.integrate()
    t, y = with_spikes(model.solution)
    drawn = page.columns()
    check_points(drawn["t"], drawn["v"][None], t, y, 1e-4)  # which are sent as float32
    assert page.spikes == model.num_spikes > 100
    page.page.get_by_label("input current").select_option(label=CURRENTS["pulses"].title)
    page.settle()
    assert (page.alerts, page.console) == ([], [])


def test_how_a_neuron_is_computed_can_be_read(page: NeuronPage):
    page.page.get_by_text("How this is computed").click()
    program, wat = page.page.get_by_label("Traced program"), page.page.locator("#computed pre").last
    program.filter(has_text="return").wait_for()
    assert "v * v" in program.inner_text()
    page.page.get_by_text("WebAssembly text").click()
    assert wat.inner_text().startswith("(module")

"""What every engine must be able to do, on a desktop and on a phone."""

from __future__ import annotations

import pytest

from browser.engines.engine import DESKTOP, PHONE, wait_for
from browser.engines.visit import Visit
from browser.pages import DESCRIPTION, NAME, check_trace
from builder.sources import example_source
from neuron_app.state import default_state
from spiking_core import CURRENTS

pytestmark = pytest.mark.browser

DEFAULT = default_state(NAME, DESCRIPTION)


@pytest.fixture(scope="module")
def desktop(visit: Visit) -> Visit:
    """The page on a desktop, with Python."""
    visit.engine.resize(*DESKTOP)
    return visit.open()


@pytest.fixture
def neuron(desktop: Visit) -> Visit:
    """The same page at the default state."""
    desktop.choose("neuron", "Leaky integrate-and-fire")
    wait_for(lambda: desktop.state.model == "lif", "the other neuron")
    desktop.choose("neuron", DESCRIPTION.title)
    wait_for(lambda: desktop.state == DEFAULT and desktop.has("c"), "the first neuron")
    wait_for(lambda: desktop.spikes == 16, "its spikes")
    return desktop


def test_the_page_goes_through_its_stages(desktop: Visit):
    marks = desktop.engine.evaluate(
        "performance.getEntriesByType('mark').map(({ name }) => name)"
        ".filter((name) => name.startsWith('spiking:'))"
    )
    assert marks == ["spiking:picture", "spiking:interactive", "spiking:python"]
    check_trace(desktop, DEFAULT)


def test_a_dragged_slider_shows_what_the_core_computes(neuron: Visit):
    neuron.drag("I max", -40)
    wait_for(lambda: neuron.state.I_max == neuron.value("I max") < 9, "the address")
    check_trace(neuron, neuron.state)


def test_keys_move_a_slider(neuron: Visit):
    neuron.press("c", "End")
    wait_for(lambda: neuron.state.parameters["c"] == -50, "the address")
    assert neuron.value("c") == -50
    check_trace(neuron, neuron.state)


def test_noise_is_the_same_everywhere(neuron: Visit):
    neuron.choose("input current", CURRENTS["ou"].title)
    wait_for(lambda: neuron.state.current == "ou", "the address")
    check_trace(neuron, neuron.state)


def test_another_neuron_takes_the_place_of_the_first(neuron: Visit):
    neuron.choose("neuron", "Hodgkin-Huxley")
    wait_for(lambda: neuron.heading == "Hodgkin-Huxley neuron", "the other neuron")
    wait_for(lambda: neuron.state.model == "hodgkin_huxley", "the address")
    model = neuron.state.make_model()
    model.integrate()
    wait_for(lambda: neuron.spikes == model.num_spikes, f"{model.num_spikes} spikes")


def test_a_model_of_ones_own_runs(neuron: Visit):
    neuron.click("#own .own-run")
    wait_for(lambda: neuron.heading == "Exponential Integrate And Fire neuron", "one's own model")
    given: dict[str, object] = {}
    exec(example_source(), given)
    model = given["ExponentialIntegrateAndFire"](given["parameters"], T=750)  # type: ignore[operator]
    model.set_input(CURRENTS["constant"](10.0))
    model.integrate()
    wait_for(lambda: neuron.spikes == model.num_spikes, f"{model.num_spikes} spikes")


def test_on_a_phone_a_slider_moves_the_trace_too(desktop: Visit):
    desktop.engine.resize(*PHONE)
    desktop.open("?current=ou&seed=3")
    width, inner = desktop.engine.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= inner == PHONE[0]
    check_trace(desktop, desktop.state)
    desktop.drag("I max", 40)
    wait_for(lambda: desktop.state.I_max == desktop.value("I max") > 11, "the address")
    check_trace(desktop, desktop.state)


def test_the_console_is_empty_after_all_this(desktop: Visit):
    assert desktop.engine.problems == []

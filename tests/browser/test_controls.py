"""What a visitor moves is what the core computes."""

from __future__ import annotations

import pytest

from browser.conftest import Opener
from browser.pages import NAME, NeuronPage, check_points, check_trace
from neuron_app import to_query
from neuron_app.state import default_state
from spiking_core import CURRENTS, MODELS, Description

pytestmark = pytest.mark.browser

HANDLE = "[role=slider][aria-label='{}']"
DEFAULT = default_state(NAME, Description.of(MODELS[NAME]))


def test_a_slider_dragged_by_the_mouse_shows_what_the_core_computes(neuron: NeuronPage):
    before = neuron.updates
    neuron.drag("I max", -50)
    neuron.settle()
    assert neuron.state.I_max == pytest.approx(neuron.value("I max"))
    assert neuron.state.I_max < 8
    check_trace(neuron, neuron.state)
    neuron.page.wait_for_function(
        "n => performance.getEntriesByName('spiking:update').length > n", arg=before
    )


def test_the_address_has_the_very_numbers_that_the_slider_shows(neuron: NeuronPage):
    shown, asked = [], []
    for _ in range(12):
        neuron.press("I max", "ArrowRight")
        neuron.settle()
        shown.append(neuron.value("I max"))
        asked.append(neuron.state.I_max)
    assert asked == shown


@pytest.mark.parametrize(
    ("label", "key", "steps", "value"),
    [
        ("a", "ArrowRight", 3, 0.023),
        ("b", "ArrowUp", 10, 0.205),
        ("c", "End", 1, -50.0),
        ("d", "Home", 1, 0.05),
        ("onset", "ArrowLeft", 2, 98.0),
        ("length", "ArrowRight", 2, 760.0),
    ],
)
def test_a_slider_moved_by_keys_shows_what_the_core_computes(
    neuron: NeuronPage, label: str, key: str, steps: int, value: float
):
    neuron.press(label, *[key] * steps)
    neuron.settle()
    assert neuron.value(label) == pytest.approx(value)
    found = {**neuron.state.parameters, "length": neuron.state.T, "onset": neuron.state.onset}[
        label
    ]
    assert found == pytest.approx(value)
    check_trace(neuron, neuron.state)


@pytest.mark.parametrize("current", CURRENTS)
def test_every_current_can_be_chosen(neuron: NeuronPage, current: str):
    neuron.page.get_by_label("input current").select_option(label=CURRENTS[current].title)
    if current != "constant":
        neuron.settle()
    assert neuron.state.current == current
    check_trace(neuron, neuron.state)
    model = neuron.state.make_model()
    model.integrate()
    samples = neuron.state.make_current().sample(model.solution.t)
    drawn = neuron.columns("I")
    check_points(drawn["t"], drawn["I"][None], model.solution.t, samples[None])


def test_new_noise_is_another_seed(neuron: NeuronPage):
    button = neuron.page.get_by_text("new noise")
    assert not button.is_visible()
    neuron.page.get_by_label("input current").select_option(label=CURRENTS["ou"].title)
    neuron.settle()
    button.click()
    neuron.settle()
    assert neuron.state.seed == 2
    check_trace(neuron, neuron.state)


def test_reset_returns_to_the_defaults(neuron: NeuronPage):
    neuron.press("a", "End")
    neuron.page.get_by_label("input current").select_option(label=CURRENTS["sine"].title)
    neuron.settle()
    assert neuron.state != DEFAULT
    neuron.reset()
    assert neuron.query == f"?{to_query(DEFAULT)}"
    assert neuron.value("a") == 0.02
    check_trace(neuron, DEFAULT)


def test_a_chosen_neuron_takes_the_place_of_the_other(neuron: NeuronPage):
    neuron.page.get_by_label("neuron", exact=True).select_option(label="Leaky integrate-and-fire")
    neuron.settle()
    assert neuron.state.model == "lif"
    assert neuron.page.get_by_role("heading", name="Leaky integrate-and-fire").is_visible()
    model = neuron.state.make_model()
    model.integrate()
    assert neuron.spikes == model.num_spikes > 0
    neuron.page.get_by_label("neuron", exact=True).select_option(label="Izhikevich")
    neuron.settle()
    check_trace(neuron, DEFAULT)


def test_a_preset_is_shown_and_its_link_shows_it_again(neuron: NeuronPage, new_page: Opener):
    neuron.page.get_by_label("preset", exact=True).select_option(label="Tonic spiking (2004, A)")
    neuron.settle()
    state = neuron.state
    assert state.preset == "tonic_spiking"
    check_trace(neuron, state)
    again = new_page().open(neuron.query).wait_for_python()
    check_trace(again, state)
    neuron.page.get_by_label("as published").click()
    neuron.settle()
    check_trace(neuron, neuron.state)
    neuron.page.get_by_label("preset", exact=True).select_option(label="(default)")
    neuron.settle()
    assert neuron.state == DEFAULT


def test_wider_ranges_let_a_slider_leave_the_usual_one(neuron: NeuronPage):
    box = neuron.page.get_by_label("wider ranges")
    box.click()
    neuron.settle()
    assert neuron.state == DEFAULT
    neuron.drag("a", 80)
    neuron.settle()
    assert neuron.state.parameters["a"] == pytest.approx(neuron.value("a"))
    wide = neuron.value("a")
    assert wide > 0.2
    check_trace(neuron, neuron.state)
    box.click()
    neuron.settle()
    # The range that is narrow again reaches as far as the value.
    assert neuron.value("a") == neuron.state.parameters["a"] == wide
    check_trace(neuron, neuron.state)


# A slider, what the state is at first, after a key to the left and one more to the right, and how
# it is said; -54.387 lies between two stops.
ONE_NUMBER = [
    ("model=morris_lecar&preset=snic", "I max", (40.5, 40.0, 40.5), "{:.1f} µA/cm²"),
    ("model=hodgkin_huxley", "E_L", (-54.387, -54.4, -54.2), "{:.3f} mV"),
]


def said(shown: NeuronPage, label: str) -> str:
    handle = shown.page.locator(HANDLE.format(label))
    text = handle.get_attribute("aria-valuetext") or ""
    assert float(handle.get_attribute("aria-valuenow") or "") == shown.value(label)
    return text


@pytest.mark.parametrize(("query", "label", "values", "words"), ONE_NUMBER)
def test_one_number_is_shown_said_and_computed(
    new_page: Opener, query: str, label: str, values: tuple[float, ...], words: str
):
    shown = new_page().open(f"?{query}").wait_for_python()
    for key, value in zip((None, "ArrowLeft", "ArrowRight"), values, strict=True):
        if key:
            shown.press(label, key)
            shown.settle()
        state = shown.state
        assert {"I max": state.I_max, **state.parameters}[label] == value
        assert shown.value(label) == value
        assert said(shown, label) == words.format(value)


@pytest.mark.parametrize(("query", "label", "values", "words"), ONE_NUMBER)
def test_one_number_is_shown_and_said_without_python_too(
    new_page: Opener, query: str, label: str, values: tuple[float, ...], words: str
):
    shown = new_page().open(f"?{query}&embed=1").wait_for("interactive")
    for key, value in zip((None, "ArrowLeft", "ArrowRight"), values, strict=True):
        if key:
            shown.press(label, key)
        assert shown.value(label) == value
        assert said(shown, label) == words.format(value)


def test_the_word_for_the_period_is_that_of_the_current(neuron: NeuronPage):
    for name, word in (("ou", "correlation time"), ("step", "duration"), ("ramp", "rise time")):
        neuron.page.get_by_label("input current").select_option(label=CURRENTS[name].title)
        neuron.settle()
        assert neuron.page.locator(HANDLE.format(word)).is_visible()
        assert neuron.value(word) == neuron.state.I_period == 200


def test_after_widening_the_end_key_goes_to_the_wide_end(neuron: NeuronPage):
    neuron.page.get_by_label("wider ranges").click()
    neuron.settle()
    neuron.press("a", "End")
    neuron.settle()
    assert neuron.value("a") == 1.2


def test_moving_a_control_leaves_no_step_in_the_history(neuron: NeuronPage):
    length = neuron.page.evaluate("history.length")
    neuron.press("a", *["ArrowRight"] * 5)
    neuron.settle()
    assert neuron.page.evaluate("history.length") == length


def test_many_quick_movements_end_at_the_last_one(neuron: NeuronPage):
    for _ in range(3):
        neuron.press("I max", *["ArrowRight"] * 10, *["ArrowLeft"] * 13)
    neuron.settle()
    assert neuron.state.I_max == pytest.approx(9.1)
    check_trace(neuron, neuron.state)


def test_after_all_this_the_console_is_still_empty(neuron: NeuronPage):
    assert (neuron.console, neuron.failures) == ([], [])

"""The page by keyboard and by screen reader."""

from __future__ import annotations

import re

import pytest

from browser.axe import violations
from browser.conftest import DESKTOP, Opener
from browser.pages import NeuronPage
from spiking_core import CURRENTS

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
# The element that has the focus, in whatever shadow root, and how that is seen.
FOCUSED = """
() => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const around = one.closest(".own-field");
  const seen = around ? getComputedStyle(around) : { outlineStyle, outlineWidth };
  return {
    name: one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent.trim()
      ?? one.textContent.trim(),
    kind: one.getAttribute("role") ?? one.localName,
    outline: seen.outlineStyle === "none" ? 0 : parseFloat(seen.outlineWidth),
    isPage: one === document.body,
  };
}
"""
LOOKS = [
    pytest.param({"viewport": size, "color_scheme": scheme}, id=f"{scheme} {size['width']}")
    for scheme in ("light", "dark")
    for size in (DESKTOP, PHONE)
]
HANDLE = "[role=slider][aria-label='{}']"


def broken(shown: NeuronPage) -> None:
    """Put the editor's mistake, the page's error and all that folds on show."""
    page = shown.page
    own = page.locator("#own")
    own.get_by_label("Python text of your model").fill("class")
    own.get_by_role("button", name="run", exact=True).click()
    own.locator("[role=alert]").filter(has_text="Line").wait_for()
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    page.wait_for_function("document.querySelector('#computed pre').textContent.length > 100")
    page.evaluate(
        """for (const id of ["error", "unlinked"]) {
             const line = document.getElementById(id);
             line.hidden = false;
             line.textContent ||= "Something did not work.";
           }"""
    )


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_state(new_page: Opener, look: dict[str, object]):
    shown = new_page(bypass_csp=True, **look)
    shown.open().wait_for("interactive", "python")
    found = {"before Python": violations(shown.page)}
    shown.wait_for_python()
    found["with Python"] = violations(shown.page)
    broken(shown)
    found["unfolded, with mistakes"] = violations(shown.page)
    shown.page.get_by_label("input current").select_option(label=CURRENTS["points"].title)
    shown.settle()
    shown.page.get_by_label("points: time").wait_for()
    found["points"] = violations(shown.page)
    shown.page.get_by_label("neuron", exact=True).select_option(label="Hodgkin-Huxley")
    shown.settle()
    found["another neuron"] = violations(shown.page)
    assert {state: lines for state, lines in found.items() if lines} == {}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_the_embedded_form(new_page: Opener, look: dict[str, object]):
    shown = new_page(bypass_csp=True, **look).open("?embed=1&a=nonsense").wait_for("interactive")
    assert violations(shown.page) == []


def test_without_scripts_axe_finds_nothing_either(new_page: Opener):
    # What axe needs is a script; the page's own ones are kept away.
    shown = new_page(bypass_csp=True)
    shown.page.route(re.compile(r"/assets/page\..*/(main|boot)\.js"), lambda route: route.abort())
    shown.open()
    assert violations(shown.page) == []


def test_a_slider_tells_its_name_value_and_unit(neuron: NeuronPage):
    handle = neuron.page.locator(HANDLE.format("a"))
    neuron.press("a", "ArrowRight")
    assert handle.get_attribute("aria-valuemax") == "0.1"
    assert handle.get_attribute("aria-valuenow") == "0.021"
    assert handle.get_attribute("aria-valuetext") == "0.021 1/ms"
    onset = neuron.page.locator(HANDLE.format("onset"))
    assert onset.get_attribute("aria-valuetext") == "100 ms"
    assert not neuron.page.locator(HANDLE.format("period")).is_visible()


@pytest.mark.parametrize(
    ("key", "value"), [("PageUp", 10.5), ("PageDown", 9.5), ("Home", -5.0), ("End", 20.0)]
)
def test_the_other_keys_of_a_slider(neuron: NeuronPage, key: str, value: float):
    neuron.press("I max", key)
    neuron.settle()
    assert neuron.value("I max") == pytest.approx(value)
    assert neuron.state.I_max == pytest.approx(value)


def test_the_result_is_said_when_the_hand_rests(neuron: NeuronPage):
    said = neuron.page.locator("#spoken")
    said.evaluate(
        """(place) => {
          window.sayings = [];
          const note = () => sayings.push(place.textContent);
          new MutationObserver(note).observe(place, { childList: true });
        }"""
    )
    neuron.press("I max", *["ArrowRight"] * 20)
    neuron.settle()
    rate = f"{1000 * neuron.spikes / 650:.4g}"
    words = f"{neuron.spikes} spikes, {rate} Hz from 100 to 750 ms, CV "
    neuron.page.wait_for_function(
        "(words) => window.sayings.at(-1)?.startsWith(words)", arg=words, timeout=10_000
    )
    assert len(neuron.page.evaluate("sayings")) <= 3
    figure = neuron.page.get_by_role("figure", name="membrane potential").first
    assert words in (figure.get_attribute("aria-label") or "")
    assert " over 750 ms" in (figure.get_attribute("aria-label") or "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tab_goes_everywhere_and_is_seen_everywhere(new_page: Opener, scheme: str):
    shown = new_page(color_scheme=scheme).open().wait_for_python()
    keyboard = shown.page.keyboard
    stops = []
    for _ in range(80):
        keyboard.press("Tab")
        stop = shown.page.evaluate(FOCUSED)
        if stop["isPage"]:
            break
        stops.append(stop)
        if stop["kind"] == "textarea":
            keyboard.press("Escape")
    names = [stop["name"] for stop in stops]
    order = [
        "Skip to the controls", "neuron", "preset", "a", "d", "input current", "I max", "onset",
        "length", "reset to defaults", "wider ranges", "Simplifications", "How this is computed",
        "start from", "Python text of your model", "run",
    ]  # fmt: skip
    at = [next((k for k, n in enumerate(names) if n.startswith(word)), -1) for word in order]
    assert at == sorted(at), names
    assert min(at) == 0, names
    unseen = [(s["kind"], s["name"]) for s in stops if s["outline"] < 1.5 or not s["name"]]
    assert unseen == []


def test_the_skip_link_leads_to_the_controls(new_page: Opener):
    shown = new_page().open().wait_for("interactive", "python")
    shown.page.keyboard.press("Tab")
    skip = shown.page.get_by_role("link", name="Skip to the controls")
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    shown.page.keyboard.press("Enter")
    assert shown.page.evaluate(FOCUSED)["name"] == "neuron"


def test_escape_closes_what_was_opened(neuron: NeuronPage):
    summary = neuron.page.locator("#computed > details > summary")
    summary.click()
    neuron.page.keyboard.press("Tab")
    neuron.page.keyboard.press("Escape")
    assert not neuron.page.locator("#computed > details").evaluate("one => one.open")
    assert neuron.page.evaluate(FOCUSED)["name"] == "How this is computed"


def test_nothing_moves_by_itself_where_less_motion_is_asked_for(new_page: Opener):
    shown = new_page(reduced_motion="reduce").open().wait_for("interactive", "python")
    assert shown.page.evaluate("document.getAnimations().length") == 0
    moving = shown.page.evaluate(
        """() => {
          const within = (root) => [...root.querySelectorAll("*")].flatMap((one) =>
            [one, ...(one.shadowRoot ? within(one.shadowRoot) : [])]);
          return within(document)
            .filter((one) => one.matches(".noUi-connect, .noUi-origin, main *"))
            .filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0)
            .map((one) => one.className);
        }"""
    )
    assert moving == []

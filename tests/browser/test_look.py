"""The page fits phones and desktops, in light and in dark."""

from __future__ import annotations

import re

import pytest

from browser.conftest import DESKTOP, Opener
from browser.pages import NeuronPage, check_trace

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
# Style sheets come late here. In bytes per second and ms.
SLOW_LINE = {
    "offline": False, "latency": 150, "downloadThroughput": 8e5, "uploadThroughput": 1e5,
}  # fmt: skip
# Of the window, times how far it goes: what the words beside the progress bar may do.
MOST_SHIFT = 0.005
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))"
WATCH_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) window.shifts += value;
}).observe({ type: "layout-shift", buffered: true });
"""
# Colour of an element's text, and of the nearest opaque thing behind it.
COLOURS = """
(element) => {
  const ink = getComputedStyle(element).color;
  for (let node = element; node; node = node.parentElement ?? node.getRootNode().host) {
    const paper = getComputedStyle(node).backgroundColor;
    if (!/^rgba/.test(paper) && paper.startsWith("rgb(")) return [ink, paper];
  }
  return [ink, getComputedStyle(document.body).backgroundColor];
}
"""


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return request.param


def held(new_page: Opener, **options: object) -> NeuronPage:
    """A page with its figures; Python is kept waiting, which saves its start."""
    shown = new_page(**options)
    shown.page.route("**/assets/core.*.bin", lambda route: None)
    return shown.open().wait_for("interactive")


def luminance(colour: str) -> float:
    """Relative luminance as the accessibility guidelines define it."""
    channels = [float(c) / 255 for c in re.findall(r"[\d.]+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_jumps_while_the_page_comes_up(new_page: Opener, size: dict[str, int]):
    shown = new_page(viewport=size)
    shown.page.add_init_script(WATCH_SHIFTS)
    devtools = shown.context.new_cdp_session(shown.page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
    shown.open().wait_for_python()
    # What goes when Python is up is painted with the next frame, and told after that.
    shown.page.evaluate(TWO_FRAMES)
    assert shown.page.evaluate("shifts") < MOST_SHIFT


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_makes_the_page_scroll_sideways(new_page: Opener, size: dict[str, int]):
    shown = held(new_page, viewport=size)
    widths = shown.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1] == size["width"]
    # Seven sliders, the currents, reset and wider ranges: each can be reached and hit.
    handles = shown.page.locator(".noUi-handle").filter(visible=True)
    assert handles.count() == 7
    controls = [
        *handles.all(),
        shown.page.get_by_label("input current"),
        shown.page.get_by_role("button", name="reset to defaults"),
        shown.page.get_by_label("wider ranges"),
    ]
    for control in controls:
        if control.get_attribute("aria-disabled") == "true":
            continue
        # Raises, naming the control, if it is outside of the page or covered.
        control.click(trial=True, timeout=5000)
        box = control.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"]


def test_a_finger_on_a_phone_moves_a_slider(new_page: Opener):
    shown = new_page(viewport=PHONE, is_mobile=True, has_touch=True).open().wait_for_python()
    handle = shown.slider("I max")
    handle.scroll_into_view_if_needed()
    track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
    assert track is not None
    shown.page.touchscreen.tap(track["x"] + 0.9 * track["width"], track["y"] + 4)
    shown.settle()
    assert shown.state.I_max > 15
    check_trace(shown, shown.state)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_text_stands_out_in_light_and_in_dark(new_page: Opener, scheme: str, size: dict[str, int]):
    shown = held(new_page, viewport=size, color_scheme=scheme)
    background = shown.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (luminance(background) < 0.05) == (scheme == "dark")
    assert (luminance(background) > 0.9) == (scheme == "light")
    texts = {
        "h1": "h1",
        "heading": "h2",
        "prose": "text=/^Two equations and a reset/",
        "slider": ".bk-slider-title",
        "meaning": "text=/^Zero before the onset/",
        "facts": ".facts",
        "checkbox": "text=wider ranges",
        "button": "text=reset to defaults",
        "select": "select",
        "link": "a",
        "footer": "footer p",
    }
    # 4.5 is what the accessibility guidelines ask of small text.
    pale = {}
    for name, selector in texts.items():
        element = shown.page.locator(selector).first
        assert element.is_visible(), name
        ink, paper = element.evaluate(COLOURS)
        high, low = sorted([luminance(ink), luminance(paper)], reverse=True)
        contrast = (high + 0.05) / (low + 0.05)
        if contrast < 4.5:
            pale[name] = round(contrast, 2)
    assert pale == {}


def test_the_picture_before_the_figures_has_the_colours_of_the_scheme(
    new_page: Opener, scheme: str
):
    shown = new_page(java_script_enabled=False, color_scheme=scheme).open()
    source = shown.page.locator("#first-picture").evaluate("image => image.currentSrc")
    assert f"-{scheme}" in source


def test_figures_of_another_neuron_have_the_colours_of_the_scheme(new_page: Opener):
    shown = new_page(viewport=DESKTOP, color_scheme="dark").open().wait_for_python().settle()
    labels = """() => [...Bokeh.index.query(({ model }) => model.type === "LinearAxis")]
      .map(({ visuals }) => visuals.major_label_text.get_text_color())"""
    before = shown.page.evaluate(labels)
    # The figures are painted faster from the first change on.
    shown.press("I max", "ArrowRight")
    shown.settle()
    shown.page.get_by_label("neuron", exact=True).select_option(label="Morris-Lecar")
    shown.settle()
    after = shown.page.evaluate(labels)
    assert len(after) > 3
    assert set(after) == set(before)


# How many pixels of a figure's axes and of its curves, each a canvas, are blue as the potential.
BLUE = """() => {
  const model = Bokeh.documents[0].get_model_by_name("potential");
  const { canvas_view: canvas, frame } = Bokeh.index.find_one(model);
  const { x, y, width, height } = frame.bbox;
  return [canvas.primary, canvas.overlays].map(({ canvas, pixel_ratio: k }) => {
    const place = [x, y, width, height].map((length) => Math.round(k * length));
    const { data } = canvas.getContext("2d").getImageData(...place);
    return data.filter((red, i) => i % 4 === 0 && data[i + 3] > 0 && data[i + 2] - red > 80).length;
  });
}"""


def test_nothing_stays_of_a_curve_that_has_moved(new_page: Opener):
    shown = new_page().open("?current=ou&seed=7").wait_for_python().settle()
    shown.drag("b", 80)
    shown.settle()
    shown.page.wait_for_timeout(300)
    below, above = shown.page.evaluate(BLUE)
    assert above > 1000
    assert below == 0

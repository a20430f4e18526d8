"""Lost and damaged files, hosts that do as they like, pages turned around, and paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.conftest import DESKTOP, Opener
from browser.hosts import PORTAL, Host, hosting
from browser.pages import START_MS, NeuronPage
from browser.test_look import PHONE
from builder.npm import INSTALLED

pytestmark = pytest.mark.browser

BROWSERS = "Chrome or Edge 119, Firefox 121 or Safari 17.4, or a newer one"
ISOLATION = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
# The beginning of a module, and of a section that does not follow.
CUT = b"\x00asm\x01\x00\x00\x00\x01\x20"
# The page's two scripts that must be there, a part of theirs, and what they read.
SCRIPTS = ["/main.js", "/boot.js", "/chunk-", "/manifest.js"]


@pytest.fixture(scope="module")
def the_host(built_site: Path) -> Iterator[Host]:
    with hosting(built_site) as host:
        yield host


@pytest.fixture
def host(the_host: Host) -> Host:
    """A host that is well."""
    the_host.up()
    return the_host


def sentence(shown: NeuronPage) -> str:
    """What the page says when it does not come up; the progress has gone then."""
    shown.page.locator("#error:not([hidden])").wait_for(timeout=START_MS)
    assert not shown.page.locator("#progress").is_visible()
    return shown.page.locator("#error").inner_text()


@pytest.mark.parametrize("query", ["", "?embed=1"], ids=["whole", "embedded"])
@pytest.mark.parametrize("answer", [404, PORTAL], ids=["missing", "of another type"])
@pytest.mark.parametrize("part", SCRIPTS)
def test_a_script_that_does_not_arrive_is_a_sentence_with_the_cure(
    new_page: Opener, host: Host, part: str, answer: int | bytes, query: str
):
    host.answers = {part: answer}
    shown = new_page(url=host.url).open(query)
    said = sentence(shown)
    assert said.startswith("A script of this page could not be loaded (")
    assert "Reload the page; if that does not help, a file is missing on its host" in said
    assert shown.stage == "error"


@pytest.mark.parametrize("text", ["export const manifest = {", "const word = 1 ?@ 2;"])
def test_a_script_that_is_cut_or_too_new_names_the_browsers(new_page: Opener, text: str):
    shown = new_page()
    shown.page.route(
        "**/manifest.js", lambda route: route.fulfill(body=text, content_type="text/javascript")
    )
    shown.open()
    said = sentence(shown)
    assert said.startswith("A script of this page cannot be read (manifest.js): either it did not")
    assert said.endswith(f"then take {BROWSERS}.")


def test_a_script_that_stops_says_why(new_page: Opener):
    shown = new_page()
    text = "throw new TypeError('no such thing');"
    shown.page.route(
        "**/manifest.js",
        lambda route: route.fulfill(
            body=f"{text} export const manifest = 0;", content_type="text/javascript"
        ),
    )
    said = sentence(shown.open())
    assert said.startswith("This page has stopped while it came up (Uncaught TypeError: no such")


def test_what_only_takes_long_is_said_and_taken_back(new_page: Opener, built_site: Path):
    (watch,) = (built_site / "assets").glob("watch.*.js")
    text = watch.read_text()
    assert "STILL_MS = 20000;" in text
    sooner = text.replace("STILL_MS = 20000;", "STILL_MS = 500;")
    shown = new_page()
    shown.page.route(
        "**/watch.*.js", lambda route: route.fulfill(body=sooner, content_type="text/javascript")
    )
    waiting = []
    shown.page.route("**/main.js", lambda route: waiting.append(route))
    # Who waits for its end would wait for the script.
    shown.page.goto(shown.url, wait_until="commit")
    said = sentence(shown)
    assert "On a slow line it may only need more time; else reload it" in said
    assert said.endswith(f"open it in {BROWSERS}.")
    waiting[0].continue_()
    shown.wait_for("interactive", "python")
    assert shown.alerts == []


def test_the_watch_is_read_by_old_browsers(built_site: Path):
    (watch,) = (built_site / "assets").glob("watch.*.js")
    text = watch.read_text()
    assert [word for word in ("=>", "const ", "let ", "`", "?.", "class ") if word in text] == []


def test_the_browsers_named_are_those_that_have_what_the_page_needs():
    # The table that lighthouse brings along; the youngest of what the page's modules call.
    table = json.loads((INSTALLED / "node_modules" / "web-features" / "data.json").read_text())
    support = table["features"]["promise-withresolvers"]["status"]["support"]
    named = re.findall(r"(?:(\w+) or )?(\w+) ([\d.]+)", BROWSERS)
    versions = {name.lower(): number for *names, number in named for name in names if name}
    assert versions == {name: support[name] for name in ("chrome", "edge", "firefox", "safari")}


def test_a_frame_tells_its_page_of_a_script_that_is_lost(new_page: Opener, host: Host):
    host.answers = {"/main.js": 404}
    shown = new_page(url=host.url)
    shown.page.goto(f"{host.url}icons/icon.svg")
    shown.page.goto(f"{host.url}course/")
    shown.page.evaluate(
        """(url) => {
          window.heard = [];
          addEventListener("message", ({ data }) => heard.push(data));
          const frame = document.createElement("iframe");
          frame.src = url;
          document.body.append(frame);
        }""",
        f"{host.url}?embed=1",
    )
    shown.page.wait_for_function("heard.some(({ type }) => type === 'spiking:error')")
    (told,) = shown.page.evaluate("heard.filter(({ type }) => type === 'spiking:error')")
    assert told["message"].startswith("A script of this page could not be loaded (main.js")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (404, ", 404)"),
        (PORTAL, " is damaged or cut short)"),
        (CUT, " cut short)"),
    ],
    ids=["missing", "page", "cut"],
)
def test_a_kernel_that_does_not_arrive_is_a_sentence_and_leaves_no_progress(
    new_page: Opener, host: Host, answer: int | bytes, why: str
):
    host.answers = {"/izhikevich.": 404} if answer == 404 else {}
    shown = new_page(url=host.url)
    if isinstance(answer, bytes):
        shown.page.route("**/izhikevich.*.wasm", lambda route: route.fulfill(body=answer))
    said = sentence(shown.open("?model=izhikevich&a=0.03"))
    assert said.startswith(
        'The figures could not be drawn: the computing part of "Izhikevich" could not be loaded ('
    )
    assert why in said
    assert "choose the neuron again or reload the page" in said
    assert shown.stage == "error"
    # Python comes up behind it, and must not go on counting.
    shown.page.wait_for_timeout(3000)
    assert said.removeprefix("The figures could not be drawn: ") in sentence(shown)


def test_a_host_that_forbids_compiling_is_told_what_to_allow(new_page: Opener, host: Host):
    host.headers = {"Content-Security-Policy": "script-src 'self'; worker-src 'self' blob:"}
    shown = new_page(url=host.url, bypass_csp=False)
    shown.page.goto(host.url)
    said = sentence(shown)
    assert said.startswith("The host of this page sends a policy of its own")
    assert "forbids what the page needs: script-src" in said
    assert "'self' 'wasm-unsafe-eval'" in said


def test_a_host_that_isolates_its_pages_serves_them_whole(new_page: Opener, host: Host):
    host.headers = ISOLATION
    shown = new_page(url=host.url).open().wait_for_python()
    assert shown.page.evaluate("crossOriginIsolated") is True
    assert (shown.alerts, shown.console) == ([], [])


def test_a_host_that_knows_few_types_serves_the_site(
    new_page: Opener, host: Host, built_site: Path
):
    # Debian 12's table of nginx has neither of these.
    assert list(built_site.rglob("*.mjs")) == []
    host.unknown = (".mjs", ".webmanifest", ".wasm", ".bin", ".wat")
    shown = new_page(url=host.url).open().wait_for_python()
    assert (shown.alerts, shown.console) == ([], [])


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_page_that_runs_from_the_right_is_as_wide_as_its_window(
    new_page: Opener, size: dict[str, int], when: str
):
    shown = new_page(viewport=size)
    turn = "document.documentElement.setAttribute('dir', 'rtl')"
    if when == "before":
        shown.page.add_init_script(f"addEventListener('DOMContentLoaded', () => {turn})")
    shown.page.route("**/assets/core.*.bin", lambda route: None)
    shown.open().wait_for("interactive")
    if when == "after":
        shown.page.evaluate(turn)
    widths = shown.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths == [size["width"], size["width"]]
    # Every handle stands on its own slider, at its own value.
    for handle in shown.page.locator(".noUi-handle").filter(visible=True).all():
        track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
        box = handle.bounding_box()
        assert track is not None
        assert box is not None
        now, low, high = (
            float(handle.get_attribute(f"aria-value{name}") or "nan")
            for name in ("now", "min", "max")
        )
        share = (box["x"] + box["width"] / 2 - track["x"]) / track["width"]
        assert share == pytest.approx((now - low) / (high - low), abs=0.05)
    shown.page.locator("#skip").focus()
    assert shown.page.locator("#skip").bounding_box()["width"] > 50  # type: ignore[index]


def test_paper_has_the_neuron_and_nothing_to_press(new_page: Opener):
    shown = new_page()
    shown.page.route("**/assets/core.*.bin", lambda route: None)
    shown.open().wait_for("interactive")
    page = shown.page
    widths = page.evaluate(CANVAS_WIDTHS)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    first, second, zoom = page.evaluate(
        """["first", "second", "zoom"].map((name) =>
          parseFloat(document.documentElement.style.getPropertyValue(`--print-${name}`)))"""
    )
    # On a sheet of 700 pixels, as wide as they are painted.
    assert [first, second] == pytest.approx(widths, abs=1)
    assert zoom == pytest.approx(700 / (first + second), rel=1e-3)
    page.emulate_media(media="print")
    for gone in ("#own", "#computed", "#share", "#progress", "footer", ".controls", "#skip"):
        assert not page.locator(gone).first.is_visible(), gone
    pressed = page.locator("button, select, textarea, [role=slider]").filter(visible=True)
    assert pressed.count() == 0
    assert page.get_by_role("heading", name="Izhikevich neuron").is_visible()
    for kept in ("math", ".potential canvas", ".phase canvas", ".current canvas", ".facts b"):
        assert page.locator(kept).first.is_visible(), kept


CANVAS_WIDTHS = """["potential", "phase"].map((name) => {
  const model = Bokeh.documents[0].get_model_by_name(name);
  return Bokeh.index.find_one(model).el.getBoundingClientRect().width;
})"""

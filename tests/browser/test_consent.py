"""A model that came with a link runs when its reader says so, and in a Python of its own."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.conftest import Opener
from browser.pages import ANSWER_MS, START_MS, NeuronPage
from browser.test_own import heading, run
from builder.serve import Server, serving
from core.texts import LEAKY

pytestmark = pytest.mark.browser

WORDS = "#lent-words"
RUN = "run this model"
TEXTS = {name: LEAKY.replace("Leaky", name) for name in ("constructor", "lif")}


def link(text: str, query: str = "?model=Leaky&tau=15") -> str:
    """What stands behind the address of the page for a model: its text, deflated."""
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = raw.compress(text.encode()) + raw.flush()
    return f"{query}#own={base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


@pytest.fixture(scope="module")
def elsewhere(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another host, whose page has put a link to a model into a frame."""
    folder = tmp_path_factory.mktemp("elsewhere")
    frame = f'<iframe src="{server.url}{link(LEAKY)}" width="1200" height="900"></iframe>'
    (folder / "index.html").write_text(f"<!doctype html><title>A game</title>{frame}")
    with serving(folder) as running:
        yield running


def test_inside_a_page_of_somebody_else_it_is_not_offered(new_page: Opener, elsewhere: Server):
    shown = new_page(url=elsewhere.url, bypass_csp=False).open()
    frame = shown.page.frame_locator("iframe")
    frame.locator(WORDS).filter(has_text="Inside another page").wait_for(timeout=START_MS)
    assert not frame.get_by_role("button", name=RUN).is_visible()
    whole = frame.get_by_role("link", name="Open it on the whole page")
    assert "#own=" in (whole.get_attribute("href") or "")
    # Nor by the editor, which has a text to run as well.
    frame.locator("#own").get_by_role("button", name="run", exact=True).click()
    said = frame.locator("#own [role=alert]")
    said.filter(has_text="open this page by itself").wait_for(timeout=START_MS)


def test_a_click_counts_when_the_text_has_stood_there_for_a_second(new_page: Opener):
    shown = new_page().open(link(LEAKY))
    button = shown.page.get_by_role("button", name=RUN)
    field = shown.page.get_by_label("Python text of your model")
    button.wait_for(timeout=START_MS)
    # What is there for no time at all cannot have been read.
    for begin in (
        "document.dispatchEvent(new Event('visibilitychange'))",
        "dispatchEvent(new Event('focus'))",
    ):
        shown.page.wait_for_timeout(1500)
        assert button.is_enabled()
        shown.page.evaluate(begin)
        assert button.is_disabled()
    shown.page.wait_for_timeout(1500)
    field.fill(LEAKY + "\n# another line")
    assert button.is_disabled()
    field.press("Control+Enter")
    assert not shown.page.locator("#own").get_by_text("Running").is_visible()
    shown.page.wait_for_timeout(1500)
    button.click()
    shown.page.get_by_role("heading", name="Leaky neuron").wait_for(timeout=START_MS)


def test_a_class_whose_name_cannot_stand_in_a_link_is_told(new_page: Opener):
    shown = new_page().open().wait_for_python()
    run(shown, LEAKY.replace("Leaky", "__proto__"))
    (told,) = shown.alerts
    assert "__proto__ cannot stand in a link" in told
    assert shown.console == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_class_may_be_called_as_anything(new_page: Opener, name: str):
    shown = new_page().open().wait_for_python()
    run(shown, TEXTS[name])
    status = shown.page.locator("#own [role=status]").inner_text()
    assert status.startswith("Your model runs.")
    assert shown.value("tau") == 20
    shown.press("tau", "ArrowRight")
    shown.settle()
    assert shown.value("tau") == 20.2
    assert "tau=20.2" in shown.query
    assert (shown.alerts, shown.console) == ([], [])


def test_a_link_to_a_class_that_is_called_as_a_built_in_neuron_shows_the_class(new_page: Opener):
    shown = new_page().open(link(TEXTS["lif"], "?model=lif&tau=15"))
    shown.page.get_by_role("button", name=RUN).click(timeout=START_MS)
    status = shown.page.locator("#own [role=status]")
    status.filter(has_text="Your model runs.").wait_for(timeout=START_MS)
    shown.page.wait_for_timeout(1000)
    assert shown.value("tau") == 15
    assert "model=lif_&tau=15" in shown.query
    assert shown.page.evaluate("location.hash").startswith("#own=")


def python(shown: NeuronPage) -> str:
    """What tells one Python from another."""
    (worker,) = shown.page.workers
    return worker.url


def wait_for_another(shown: NeuronPage, before: str) -> str:
    shown.page.wait_for_function("document.getElementById('progress').hidden", timeout=START_MS)
    for _ in range(300):
        workers = [one.url for one in shown.page.workers if one.url != before]
        if len(workers) == len(shown.page.workers) == 1:
            return workers[0]
        shown.page.wait_for_timeout(100)
    raise AssertionError("No other Python has come.")


def test_a_model_that_is_left_takes_its_python_along(new_page: Opener):
    shown = new_page().open().wait_for_python()
    first = python(shown)
    run(shown, LEAKY)
    run(shown, LEAKY.replace("20.0", "30.0"))
    assert python(shown) == first  # of one author
    shown.page.get_by_label("neuron", exact=True).select_option(label="Hodgkin-Huxley")
    shown.page.get_by_role("heading", name="Hodgkin-Huxley").wait_for(timeout=ANSWER_MS)
    focused = shown.page.evaluate(
        "(() => { let one = document.activeElement; "
        "while (one.shadowRoot) one = one.shadowRoot.activeElement; return one.localName; })()"
    )
    assert focused == "select"
    assert wait_for_another(shown, first)
    assert shown.spikes > 20
    # Which knows nothing of the model before.
    names = shown.page.get_by_label("neuron", exact=True).locator("option").all_inner_texts()
    assert not [name for name in names if "your own" in name]
    shown.press("I max", "ArrowRight")
    shown.page.wait_for_timeout(1000)
    assert "model=hodgkin_huxley" in shown.query


def test_a_mistake_costs_its_python_when_a_built_in_neuron_needs_one(new_page: Opener):
    shown = new_page().open().wait_for_python()
    first = python(shown)
    run(shown, "x = 1")
    assert python(shown) == first  # the next try comes soon
    shown.page.get_by_label("preset").select_option(label="Chattering, CH (2003)")
    second = wait_for_another(shown, first)
    # What was chosen meanwhile is done by the new one.
    shown.page.wait_for_function("location.search.includes('preset=ch')", timeout=START_MS)
    assert shown.value("c") == -50
    run(shown, LEAKY)
    assert heading(shown) == "Leaky neuron"
    assert python(shown) == second


def test_every_author_has_a_python_of_their_own(new_page: Opener):
    shown = new_page().open().wait_for_python()
    first = python(shown)
    run(shown, LEAKY)
    lent = link(LEAKY.replace("20.0", "25.0"))
    shown.page.evaluate("address => { location.hash = address }", lent.partition("#")[2])
    shown.page.get_by_role("button", name=RUN).click(timeout=START_MS)
    shown.page.locator("#lent").wait_for(state="hidden", timeout=START_MS)
    assert wait_for_another(shown, first)
    assert heading(shown) == "Leaky neuron"


def test_the_page_hands_over_no_origin(new_page: Opener, built_site: Path):
    shown = new_page(bypass_csp=False).open()
    shown.page.locator("html[data-spiking=python]").wait_for(timeout=START_MS)
    (worker,) = shown.page.workers
    assert worker.evaluate("[self.origin, typeof self.caches]") == ["null", "undefined"]
    said = worker.evaluate("navigator.locks?.request('a', () => 1).catch((e) => e.name)")
    assert said in (None, "SecurityError")

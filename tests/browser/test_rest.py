"""What the start does not need is handed over by the page before it is asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from browser.conftest import Opener
from browser.pages import NeuronPage
from browser.test_own import heading, run
from core.texts import LEAKY
from spiking_core import CURRENTS, MODELS, Description

pytestmark = pytest.mark.browser

# One line at the end of the worker as it was built, since nobody reaches into it from outside.
END = "})();"
DOOR = """
self.runPython = (code) => {
  const names = session.__dict__.copy();
  try { return session.__builtins__.get("eval")(code, names); } finally { names.destroy(); }
};
"""


@pytest.fixture(scope="module")
def opened(make_page: Opener) -> NeuronPage:
    """A page whose worker can be asked to evaluate a Python expression."""

    def with_door(route: Any) -> None:
        script = route.fetch()
        inside = script.text().rstrip().removesuffix(END)
        route.fulfill(response=script, body=inside + DOOR + END)

    shown = make_page()
    shown.page.route("**/worker.js", with_door)
    # For who saves data, nothing is fetched ahead.
    saver = shown.context.new_cdp_session(shown.page)
    saver.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    return shown.open().wait_for_python()


def evaluate(shown: NeuronPage, code: str) -> Any:
    (worker,) = shown.page.workers
    return worker.evaluate("code => self.runPython(code)", code)


def test_the_door_leads_into_pythons_own_session(opened: NeuronPage):
    assert evaluate(opened, "__name__") == "neuron_page.session"


def test_the_document_of_python_is_to_the_letter_the_one_baked_into_the_page(opened: NeuronPage):
    baked = opened.page.locator("#spiking-document").text_content()
    assert baked is not None
    assert json.loads(evaluate(opened, "document_json()")) == json.loads(baked)


def test_before_it_has_come_a_module_of_the_second_bundle_is_an_import_error(opened: NeuronPage):
    (address,) = [url for url in opened.requests if url.endswith("/manifest.js")][:1]
    names = "async address => (await import(address)).manifest.restNames"
    assert "wave" in opened.page.evaluate(names, address)
    with pytest.raises(Exception, match="The rest of the Python library could not be loaded"):
        evaluate(opened, "__import__('wave')")
    assert [url for url in opened.requests if "/assets/rest." in url] == []


def test_what_a_built_in_neuron_has_needs_no_second_bundle(opened: NeuronPage):
    page = opened.page
    for model in MODELS.values():
        page.get_by_label("neuron", exact=True).select_option(label=Description.of(model).title)
        opened.settle()
    for current in CURRENTS.values():
        page.get_by_label("input current").select_option(label=current.title)
        opened.settle()
    page.get_by_label("points: time (ms), current").fill("0, 1\n5, 2")
    page.keyboard.press("Tab")
    opened.settle()
    for choice in ("data as CSV", "script as .py"):
        page.get_by_text("save", exact=True).click()
        with page.expect_download():
            page.get_by_role("button", name=choice).click()
    assert [url for url in opened.requests if "/assets/rest." in url] == []
    assert (opened.alerts, opened.console) == ([], [])


def test_the_editor_has_the_page_hand_it_over(opened: NeuronPage):
    run(opened, LEAKY)
    assert heading(opened) == "Leaky neuron"
    assert len([url for url in opened.requests if "/assets/rest." in url]) == 1
    assert evaluate(opened, "__import__('wave').__name__") == "wave"


def test_a_compiled_library_of_the_second_bundle_computes(opened: NeuronPage):
    code = "__import__('numpy').fft.fft([1.0, 0.0, 0.0, 0.0]).real.tolist() == [1.0] * 4"
    assert evaluate(opened, code) is True
    random = "float(__import__('numpy').random.default_rng(1).random())"
    assert evaluate(opened, random) == pytest.approx(0.5118216247002567, rel=1e-15)


def test_a_module_that_is_nowhere_is_still_an_import_error(opened: NeuronPage):
    with pytest.raises(Exception, match="No module named 'nowhere'"):
        evaluate(opened, "__import__('nowhere')")

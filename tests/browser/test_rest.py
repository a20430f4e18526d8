"""What the start does not need is loaded at its first import, in the page's own worker."""

from __future__ import annotations

import json
from typing import Any

import pytest

from browser.conftest import Opener
from browser.pages import NeuronPage

pytestmark = pytest.mark.browser

# One line after the worker as it was built, since nobody reaches into a module from outside.
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
        route.fulfill(response=script, body=script.text() + DOOR)

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


def test_a_module_of_the_second_bundle_is_imported_when_it_is_asked_for(opened: NeuronPage):
    (address,) = [url for url in opened.requests if url.endswith("/manifest.js")][:1]
    names = "async address => (await import(address)).manifest.restNames"
    assert "wave" in opened.page.evaluate(names, address)
    assert evaluate(opened, "'wave' in __import__('sys').modules") is False
    assert evaluate(opened, "__import__('wave').__name__") == "wave"
    assert len([url for url in opened.requests if "/assets/rest." in url]) == 1


def test_a_compiled_library_of_the_second_bundle_computes(opened: NeuronPage):
    code = "__import__('numpy').fft.fft([1.0, 0.0, 0.0, 0.0]).real.tolist() == [1.0] * 4"
    assert evaluate(opened, code) is True
    random = "float(__import__('numpy').random.default_rng(1).random())"
    assert evaluate(opened, random) == pytest.approx(0.5118216247002567, rel=1e-15)


def test_a_module_that_is_nowhere_is_still_an_import_error(opened: NeuronPage):
    with pytest.raises(Exception, match="No module named 'nowhere'"):
        evaluate(opened, "__import__('nowhere')")

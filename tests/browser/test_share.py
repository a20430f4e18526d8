"""What a visitor sends to others, and what they keep."""

from __future__ import annotations

import base64
import io
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from browser.conftest import Opener
from browser.pages import NAME, NeuronPage, check_trace
from core.texts import LEAKY
from neuron_app import NeuronState, from_query, to_query
from neuron_app.caption import caption
from neuron_app.state import VIEWS, default_state
from spiking_core import MODELS, Description

pytestmark = pytest.mark.browser

DESCRIPTION = Description.of(MODELS[NAME])
DEFAULT = default_state(NAME, DESCRIPTION)
PANELS = {"time": "potential", "current": "current", "phase": "phase plane"}
LONG_MS = 120_000


def in_link(text: str | bytes) -> str:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = text.encode() if isinstance(text, str) else text
    content = squeeze.compress(data) + squeeze.flush()
    return "#own=" + base64.urlsafe_b64encode(content).decode().rstrip("=")


def shown_panels(shown: NeuronPage) -> tuple[str, ...]:
    places = {"time": ".potential", "current": ".current", "phase": ".phase"}
    return tuple(
        name
        for name in VIEWS
        if shown.page.locator(f"#app {places[name]} canvas").first.is_visible()
    )


def heading(shown: NeuronPage) -> str:
    return shown.page.locator("#app h2").inner_text()


def saved(shown: NeuronPage, choice: str, folder: Path) -> Path:
    """Save something by the menu; the file has come."""
    shown.page.locator("#share summary", has_text="save").click()
    with shown.page.expect_download(timeout=LONG_MS) as download:
        shown.page.get_by_role("button", name=choice, exact=True).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


class TestPanels:
    def test_boxes_hide_panels_and_the_link_hides_them_too(
        self, neuron: NeuronPage, new_page: Opener
    ):
        page = neuron.page
        page.get_by_label("phase plane").uncheck()
        assert shown_panels(neuron) == ("time", "current")
        neuron.settle()
        assert neuron.state == replace(DEFAULT, view=("time", "current"))
        page.get_by_label("current", exact=True).uncheck()
        neuron.settle()
        assert shown_panels(neuron) == ("time",)
        neuron.press("a", "ArrowRight")
        neuron.settle()
        check_trace(neuron, neuron.state)
        again = new_page().open(neuron.query).wait_for_python().settle()
        assert shown_panels(again) == ("time",)
        assert again.state == neuron.state
        page.get_by_label("phase plane").check()
        page.get_by_label("current", exact=True).check()
        neuron.settle()
        assert shown_panels(neuron) == VIEWS
        assert "view=" not in neuron.query
        # What was hidden shows the present run.
        assert neuron.columns("I")["I"].max() == 10
        assert (neuron.console, neuron.failures) == ([], [])

    def test_an_unknown_panel_is_told_and_the_page_works(self, new_page: Opener):
        shown = new_page().open("?view=time,traces").wait_for_python().settle()
        assert shown_panels(shown) == ("time",)
        assert any("not made of time, current, phase" in line for line in shown.alerts)


class TestOwnModelInLink:
    def opened(self, new_page: Opener, text: str, query: str) -> NeuronPage:
        return new_page().open(query + in_link(text)).wait_for_python()

    def test_nothing_of_it_runs_before_the_visitor_says_so(self, new_page: Opener):
        trap = LEAKY + '\nraise RuntimeError("it ran")\n'
        shown = self.opened(new_page, trap, "?model=Leaky&tau=12&I_max=3&current=constant&T=400")
        asks = shown.page.locator("#lent")
        assert "who, this page cannot know" in asks.inner_text()
        text = shown.page.get_by_label("Python text of your model")
        assert text.input_value() == trap
        # The default neuron is shown, and works.
        assert heading(shown) == "Izhikevich neuron"
        check_trace(shown, DEFAULT)
        assert shown.alerts == []
        assert shown.console == []
        # Had it run, this would have been said before.
        asks.get_by_role("button", name="run this model").click()
        alert = shown.page.locator("#own [role=alert]").filter(has_text="it ran")
        alert.wait_for(timeout=LONG_MS)
        assert heading(shown) == "Izhikevich neuron"

    def test_a_frame_refers_to_the_whole_page(self, new_page: Opener):
        query = "?model=Leaky&tau=12&I_max=3&current=constant&T=400"
        shown = new_page().open(f"{query}&embed=1{in_link(LEAKY)}").wait_for("interactive")
        asks = shown.page.locator("#lent")
        assert "needs Python" in asks.inner_text()
        assert asks.get_by_role("button").count() == 0
        assert not shown.page.locator("#own").is_visible()
        assert heading(shown) == "Izhikevich neuron"
        with shown.context.expect_page() as opened:
            asks.get_by_role("link", name="whole page").click()
        whole = opened.value
        assert whole.url == f"{shown.url}{query}{in_link(LEAKY)}"
        button = whole.locator("#lent").get_by_role("button", name="run this model")
        button.wait_for(timeout=LONG_MS)
        assert shown.console == []

    def test_after_consent_it_shows_what_the_sender_saw(self, new_page: Opener):
        query = "?model=Leaky&tau=12.5&current=sine&I_max=3&I_period=50&onset=20&T=400&seed=3"
        shown = self.opened(new_page, LEAKY, query)
        shown.page.locator("#lent").get_by_role("button", name="run this model").click()
        shown.page.get_by_role("heading", name="Leaky neuron").wait_for(timeout=LONG_MS)
        shown.settle()
        assert shown.value("tau") == 12.5
        names: dict = {}
        exec(LEAKY, names)
        description = Description.of(names["Leaky"], {"tau": 20.0})
        state, notices = from_query(query, "Leaky", description)
        assert notices == ()
        model = state.make_model(names["Leaky"])
        model.integrate()
        assert shown.spikes == model.num_spikes > 0
        assert not shown.page.locator("#lent").is_visible()
        assert shown.page.evaluate("location.search + location.hash").startswith("?model=Leaky")
        # The address now holds all of it: a reload in this tab asks no more.
        shown.page.reload()
        shown.page.get_by_role("heading", name="Leaky neuron").wait_for(timeout=LONG_MS)
        assert shown.value("tau") == 12.5
        assert (shown.console, shown.failures) == ([], [])

    def test_the_address_of_a_model_of_one_s_own_brings_it_to_others(self, new_page: Opener):
        shown = new_page().open().wait_for_python()
        own = shown.page.locator("#own")
        own.get_by_label("Python text of your model").fill(LEAKY)
        own.get_by_role("button", name="run", exact=True).click()
        shown.page.get_by_role("heading", name="Leaky neuron").wait_for(timeout=30_000)
        shown.settle()
        shown.press("tau", "ArrowLeft")
        shown.settle()
        tau, spikes = shown.value("tau"), shown.spikes
        address = shown.page.evaluate("location.search + location.hash")
        assert "model=Leaky" in address
        other = new_page().open(address).wait_for_python()
        assert other.page.get_by_label("Python text of your model").input_value() == LEAKY
        other.page.locator("#lent").get_by_role("button", name="run this model").click()
        other.page.get_by_role("heading", name="Leaky neuron").wait_for(timeout=30_000)
        other.settle()
        assert (other.value("tau"), other.spikes) == (tau, spikes)
        # Back is the neuron before; forward is the model again, which was agreed to.
        shown.page.go_back()
        shown.page.get_by_role("heading", name="Izhikevich neuron").wait_for(timeout=30_000)
        assert "#" not in shown.page.url
        shown.page.go_forward()
        shown.page.get_by_role("heading", name="Leaky neuron").wait_for(timeout=30_000)
        shown.settle()
        assert shown.value("tau") == tau
        assert (shown.console, shown.failures) == ([], [])

    def test_what_the_visitor_has_written_is_not_lost(self, new_page: Opener):
        shown = new_page().open().wait_for_python()
        text = shown.page.get_by_label("Python text of your model")
        text.fill("# mine")
        shown.page.goto(shown.url + "?model=Leaky" + in_link(LEAKY))
        shown.page.wait_for_function(
            "document.querySelector('#own textarea').value.includes('Leaky')"
        )
        shown.page.get_by_role("button", name="back to yours").click()
        assert text.input_value() == "# mine"

    @pytest.mark.parametrize(
        "broken", ["#own=%%%", in_link(LEAKY)[:-9], in_link(b"x" * 60_000), "#own="]
    )
    def test_a_broken_one_is_a_sentence_and_the_page_works(self, new_page: Opener, broken: str):
        shown = new_page().open("?model=Leaky&tau=3" + broken).wait_for_python().settle()
        assert re.search("cannot be read|was not read", shown.page.locator("#lent").inner_text())
        assert shown.page.locator("#lent button:visible").count() == 0
        check_trace(shown, DEFAULT)
        shown.press("a", "ArrowRight")
        shown.settle()
        assert shown.state.parameters["a"] != DEFAULT.parameters["a"]
        assert shown.alerts == []


class TestLink:
    def test_is_copied_whole(self, new_page: Opener):
        shown = new_page(permissions=["clipboard-read", "clipboard-write"])
        shown.open("?a=0.05&current=ou&seed=4").wait_for_python().settle()
        shown.press("I max", "ArrowRight")
        shown.page.get_by_role("button", name="copy link").click()
        shown.page.get_by_text("Link copied.").wait_for()
        link = shown.page.evaluate("navigator.clipboard.readText()")
        state, notices = from_query(link.partition("?")[2], NAME, DESCRIPTION)
        assert notices == ()
        assert state.parameters["a"] == 0.05
        assert (state.current, state.seed, state.I_max) == ("ou", 4, 10.1)
        assert link.startswith(shown.url)

    def test_stands_in_a_field_where_the_clipboard_is_closed(self, new_page: Opener):
        shown = new_page()
        shown.page.add_init_script(
            "navigator.clipboard.writeText = () => Promise.reject(new Error('closed'))"
        )
        shown.open("?a=0.05").wait_for_python().settle()
        shown.page.get_by_role("button", name="copy link").click()
        field = shown.page.get_by_label("link to what is shown")
        field.wait_for()
        assert "a=0.05" in field.input_value()
        selected = shown.page.evaluate("document.activeElement.selectionEnd")
        assert selected == len(field.input_value())

    def test_says_in_words_what_it_shows(self, new_page: Opener):
        state = replace(DEFAULT, current="ou", seed=7, T=600.0)
        shown = new_page().open("?" + to_query(state)).wait_for_figures()
        shown.page.get_by_text("what this link shows").click()
        words = shown.page.locator(".share-shows p")
        assert words.inner_text() == caption(state, DESCRIPTION)
        shown.press("T|length", "End")
        assert words.inner_text() == caption(replace(state, T=2000.0), DESCRIPTION)

    def test_is_not_explained_where_there_was_none(self, neuron: NeuronPage):
        assert not neuron.page.get_by_text("what this link shows").is_visible()


SENT = NeuronState(
    NAME, {"a": 0.05, "b": 0.21, "c": -55.0, "d": 4.0}, current="ou", I_max=12.0, I_period=20.0,
    onset=50.0, T=600.0, seed=7,
)  # fmt: skip


@pytest.fixture(scope="module")
def sent(make_page: Opener) -> NeuronPage:
    return make_page().open("?" + to_query(SENT)).wait_for_python().settle()


class TestFiles:
    def test_csv_holds_the_samples_of_the_core(self, sent: NeuronPage, tmp_path: Path):
        file = saved(sent, "data as CSV", tmp_path)
        assert file.name == "izhikevich_I12_T600.csv"
        text = file.read_text(encoding="utf-8")
        assert text.splitlines()[1] == f"# {caption(SENT, DESCRIPTION)}"
        link = text.splitlines()[2].partition("?")[2]
        assert from_query(link, NAME, DESCRIPTION) == (SENT, ())
        table = np.genfromtxt(io.StringIO(text), delimiter=",", names=True)
        model = SENT.make_model()
        model.integrate()
        np.testing.assert_array_equal(table["t_ms"], model.solution.t)
        # The page's arithmetic of noise and rest may differ in the last digits.
        np.testing.assert_allclose(
            table["I_mVms"], np.array(model.ext_current), rtol=1e-9, atol=1e-9
        )
        np.testing.assert_allclose(table["v_mV"], model.solution.y[0], rtol=1e-5, atol=1e-4)
        spikes = saved(sent, "spike times as CSV", tmp_path)
        assert spikes.name == "izhikevich_I12_T600_spikes.csv"
        rows = np.genfromtxt(spikes, delimiter=",", skip_header=1)
        np.testing.assert_allclose(rows[:, 0], model.spike_times, atol=1e-6)

    def test_a_script_makes_the_same_spikes(
        self, sent: NeuronPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("MPLBACKEND", "agg")
        file = saved(sent, "script as .py", tmp_path)
        names: dict = {}
        exec(compile(file.read_text(encoding="utf-8"), file.name, "exec"), names)
        model = SENT.make_model()
        model.integrate()
        np.testing.assert_array_equal(names["model"].spike_times, model.spike_times)

    def test_figures_come_as_png_svg_and_pdf(self, sent: NeuronPage, tmp_path: Path):
        before = len([url for url in sent.requests if "figure." in url])
        svg = saved(sent, "figure as SVG", tmp_path)
        assert svg.name == "izhikevich_I12_T600.svg"
        root = ET.fromstring(svg.read_bytes())
        assert root.tag.endswith("svg")
        words = " ".join(" ".join(root.itertext()).split())
        for part in caption(SENT, DESCRIPTION).split(", "):
            assert part in words
        assert "membrane potential (mV)" in words
        png = saved(sent, "figure as PNG", tmp_path).read_bytes()
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", png[16:24])
        assert (width, height > 800) == (2125, True)
        pdf = saved(sent, "figure as PDF", tmp_path).read_bytes()
        assert pdf[:5] == b"%PDF-"
        assert pdf.rstrip().endswith(b"%%EOF")
        assert b"/FontFile2" in pdf
        loaded = [url for url in sent.requests if "figure." in url]
        assert len(loaded) - before == 1
        assert (sent.console, sent.failures, sent.alerts) == ([], [], [])

    def test_a_model_that_python_runs_is_kept_too(
        self, new_page: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("MPLBACKEND", "agg")
        shown = new_page().open().wait_for_python()
        text = LEAKY.replace("y0 =", "dt = 0.05  # not that of a kernel\n    y0 =")
        shown.page.get_by_label("Python text of your model").fill(text)
        shown.page.locator("#own").get_by_role("button", name="run", exact=True).click()
        shown.page.get_by_role("heading", name="Leaky neuron").wait_for(timeout=30_000)
        shown.settle()
        table = np.genfromtxt(saved(shown, "data as CSV", tmp_path), delimiter=",", names=True)
        script = saved(shown, "script as .py", tmp_path)
        names: dict = {}
        exec(compile(script.read_text(encoding="utf-8"), script.name, "exec"), names)
        model = names["model"]
        assert model.num_spikes == shown.spikes > 100
        np.testing.assert_allclose(table["t_ms"], model.solution.t, atol=1e-9)
        # The page has it from the reference, the script from a kernel: last bits differ.
        np.testing.assert_allclose(table["v_mV"], model.solution.y[0], atol=1e-9)
        svg = saved(shown, "figure as SVG", tmp_path)
        assert "tau = 20" in svg.read_text(encoding="utf-8")

    def test_a_figure_that_cannot_be_loaded_is_a_sentence(self, new_page: Opener):
        shown = new_page().open().wait_for_python()
        shown.page.route("**/figure.*.bin", lambda route: route.abort())
        shown.page.locator("#share summary", has_text="save").click()
        shown.page.get_by_role("button", name="figure as PNG").click()
        shown.page.get_by_text("Matplotlib could not be loaded").wait_for()
        shown.press("a", "ArrowRight")
        shown.settle()
        assert shown.spikes > 0

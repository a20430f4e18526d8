"""A file of the visitor's disk becomes the current."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload

from browser.conftest import Opener
from browser.pages import NeuronPage, check_trace
from spiking_core import CURRENTS, Points

pytestmark = pytest.mark.browser

TABLE = "time (ms), current\n0, 0\n50, 0\n50, 14\n300, 14\n"
POINTS = ((0.0, 0.0), (50.0, 0.0), (50.0, 14.0), (300.0, 14.0))
LABEL, BOX = "or read a CSV file", "points: time (ms), current"


@pytest.fixture
def points(neuron: NeuronPage) -> NeuronPage:
    """The page on which the current of points was chosen."""
    neuron.page.get_by_label("input current").select_option(label=CURRENTS["points"].title)
    return neuron.settle()


def read(shown: NeuronPage, file: Path | FilePayload) -> None:
    """Choose a file and wait for the answer."""
    asked = shown.page.evaluate("seen.asked")
    shown.page.get_by_label(LABEL).set_input_files(file)
    shown.page.wait_for_function("n => seen.asked > n", arg=asked)
    shown.settle()


def saved(folder: Path, text: str, name: str = "current.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_the_current_and_its_link_shows_it_again(
    points: NeuronPage, tmp_path: Path, new_page: Opener
):
    read(points, saved(tmp_path, TABLE))
    state = points.state
    assert state.own["points"] == POINTS
    assert Points.parse(points.page.get_by_label(BOX).input_value()).points == POINTS
    check_trace(points, state)
    again = new_page().open(points.query).wait_for_python()
    check_trace(again, state)


def test_a_file_that_was_mended_is_read_again(points: NeuronPage, tmp_path: Path):
    before = points.state
    read(points, saved(tmp_path, TABLE.replace("14\n300", "x\n300")))
    assert points.alerts == ["Line 4 must hold numbers, got x."]
    assert points.state == before
    check_trace(points, before)
    read(points, saved(tmp_path, TABLE))
    assert points.alerts == []
    assert points.state.own["points"] == POINTS
    check_trace(points, points.state)


def test_the_same_file_can_be_read_again(points: NeuronPage, tmp_path: Path):
    file = saved(tmp_path, TABLE)
    read(points, file)
    box = points.page.get_by_label(BOX)
    box.fill("0, 5")
    box.blur()
    points.settle()
    assert points.state.own["points"] == ((0.0, 5.0),)
    read(points, file)
    assert points.state.own["points"] == POINTS
    check_trace(points, points.state)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "The file must be a plain text"),
        (b"0, 0\n" * 500_000, "The file must have at most 2 MB, got 2.5 MB."),
    ],
    ids=["picture", "large"],
)
def test_a_file_that_cannot_be_used_is_a_sentence_and_changes_nothing(
    points: NeuronPage, content: bytes, sentence: str
):
    before = points.state
    read(points, {"name": "current.csv", "mimeType": "text/csv", "buffer": content})
    (alert,) = points.alerts
    assert alert.startswith(sentence)
    assert points.state == before
    check_trace(points, before)


def test_after_all_this_the_console_is_still_empty(neuron: NeuronPage):
    assert (neuron.console, neuron.failures) == ([], [])


def test_many_points_are_drawn_though_no_address_holds_them(points: NeuronPage):
    pairs = tuple((float(k), round(10 + 5 * (-1) ** k * k / 2000, 4)) for k in range(1500))
    points.page.get_by_label(BOX).fill("\n".join(f"{t:g}, {I:g}" for t, I in pairs))
    points.page.get_by_label(BOX).blur()
    points.settle()
    assert points.page.get_by_text("too long for a link").is_visible()
    state = replace(points.state, own={"points": pairs})
    check_trace(points, state)
    points.press("a", "ArrowRight")
    points.settle()
    check_trace(points, replace(state, parameters={**state.parameters, "a": 0.021}))
    points.reset()
    assert not points.page.get_by_text("too long for a link").is_visible()

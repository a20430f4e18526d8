"""A current of the visitor's own, read from a file."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import numpy as np
import panel as pn
import pytest

from neuron_app import NeuronApp, to_query
from neuron_app.controls import LONGEST_POINTS
from spiking_core import Points

TABLE = "0, 0\n50, 0\n50, 14\n300, 14\n"
POINTS = ((0.0, 0.0), (50.0, 0.0), (50.0, 14.0), (300.0, 14.0))


class Page:
    """An app that shows the current of points."""

    def __init__(self) -> None:
        self.app = NeuronApp()
        self.app.restore("?current=points")
        self.root = self.app.__panel__()

    def all(self, kind: type[pn.viewable.Viewable]) -> list[Any]:
        return list(self.root.select(kind))

    def find(self, kind: type[pn.viewable.Viewable]) -> Any:
        (found,) = self.all(kind)
        return found

    @property
    def notices(self) -> str:
        (pane,) = [p for p in self.all(pn.pane.HTML) if "notices" in p.css_classes]
        return pane.object

    def read(self, content: bytes) -> None:
        self.find(pn.widgets.FileInput).value = content


@pytest.fixture
def page() -> Page:
    return Page()


def test_the_file_has_a_label_beside_the_box_for_pasting(page: Page):
    labels = [w.label for w in page.all(pn.widgets.Widget) if w.visible]
    assert labels.index("or read a CSV file") == labels.index("points: time (ms), current") + 1


def test_no_other_current_is_read_from_a_file(page: Page):
    page.app.restore("?current=constant")
    assert page.all(pn.widgets.FileInput) == []


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TABLE.encode(),
        TABLE.replace(",", ";").encode(),
        TABLE.replace("\n", "\r").encode(),
        TABLE.encode("utf-16"),
        b"\xfe\xff" + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-32"),
        # As a spreadsheet on Windows writes it, in Germany.
        "Zeit (µs);Übergang (mV/ms)\r\n0;0\r\n5,0E4;0,0\r\n50.000,0;14,0\r\n3E+5;14,0\r\n".encode(
            "cp1252"
        ),
    ],
    ids=["lines", "windows", "mark", "semicolons", "mac", "utf16", "utf16be", "utf32", "excel"],
)
def test_a_table_in_a_file_is_the_current(page: Page, content: bytes):
    page.read(content)
    assert page.app.state.own["points"] == POINTS
    assert page.app.solution.spike_times[0] > 50
    assert page.notices == ""


def test_samples_in_a_file_are_what_they_are_when_pasted(page: Page):
    text = "\n".join(str(level) for level in np.linspace(0, 20, 1000).round(3))
    page.read(text.encode())
    assert page.app.state.own["points"] == Points.parse(text).points


def test_what_is_pasted_is_not_cut(page: Page):
    box = page.find(pn.widgets.TextAreaInput)
    assert box.max_length > 1000 * LONGEST_POINTS
    box.value = "0, 0\n" * (LONGEST_POINTS // 5 + 1)
    assert "The text must have at most 2 MB, got 2 MB." in page.notices


def test_what_was_read_can_be_edited_and_is_in_the_link(page: Page):
    page.read(TABLE.encode())
    box = page.find(pn.widgets.TextAreaInput)
    assert Points.parse(box.value).points == POINTS
    box.value = box.value.replace("14", "20")
    assert page.app.state.own["points"][-1] == (300.0, 20.0)
    again = NeuronApp()
    again.restore(to_query(page.app.state))
    assert again.state == page.app.state


def test_the_same_file_can_be_read_again(page: Page):
    page.read(TABLE.encode())
    page.find(pn.widgets.TextAreaInput).value = "0, 5"
    page.read(TABLE.encode())
    assert page.app.state.own["points"] == POINTS


def test_the_page_is_told_once_of_a_file(page: Page):
    sent: list[str] = []
    page.app.on_query(sent.append)
    page.read(TABLE.encode())
    assert sent == [to_query(page.app.state)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"0, 0\n50, x\n", "Line 2 must hold numbers, got `x`."),
        (b"0, 0\n50, 0\n20, 1\n", "The time of line 3 must not be before the previous one"),
        (b"0, 0, 1\n", "Line 1 must have two columns"),
        (b"", "The text holds no points."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "The file must be a plain text"),
        (TABLE.encode("utf-16-le"), "The file must be a plain text"),
        (b"\xff\xfe" + b"0;0", "The file begins as UTF-16-LE, and goes on as something else."),
        (b"t, I (nA)\n0, 1\n", "The header gives the current as `I (nA)`, but this neuron takes"),
        (b"0,0\n50,14\n", "The comma in line 1, `0,0`, can stand between time and current"),
        (b"0, 0\n" * (LONGEST_POINTS // 5 + 1), "The file must have at most 2 MB, got 2 MB."),
        (b"\xfd\xfe, 1\n2, 3\n", "Line 1 must hold numbers"),
    ],
    ids=[
        "word",
        "order",
        "columns",
        "empty",
        "picture",
        "utf16",
        "odd",
        "unit",
        "comma",
        "large",
        "bytes",
    ],
)
def test_a_file_that_cannot_be_used_is_a_sentence_and_changes_nothing(
    page: Page, content: bytes, sentence: str
):
    page.read(TABLE.encode())
    state, solution = page.app.state, page.app.solution
    text = page.find(pn.widgets.TextAreaInput).value
    page.read(content)
    assert escape(sentence) in re.sub("</?code>", "`", page.notices)
    assert page.app.state is state
    assert page.app.solution is solution
    assert page.find(pn.widgets.TextAreaInput).value == text
    page.read(TABLE.encode())
    assert page.notices == ""

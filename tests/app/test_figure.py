"""Figures to keep: files of the right kind, that say what they show, the same every time."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from neuron_app.caption import caption
from neuron_app.figure import FORMATS, draw
from neuron_app.state import VIEWS, NeuronState, default_state
from spiking_core import MODELS, Description

SVG = "{http://www.w3.org/2000/svg}"


def drawn(state: NeuronState, format: str) -> bytes:
    model = state.make_model()
    model.integrate()
    description = Description.of(MODELS[state.model])
    return draw(model.solution, state, description, model.index_voltage_variable, format)


def state_of(name: str, **changes) -> NeuronState:
    return replace(default_state(name, Description.of(MODELS[name])), T=200.0, **changes)


def letters(svg: bytes) -> str:
    found = ET.fromstring(svg).iter(f"{SVG}text")
    return " ".join("".join(text.itertext()) for text in found)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_with_units_and_all_parameters(name: str):
    state = state_of(name)
    words = letters(drawn(state, "svg"))
    description = Description.of(MODELS[name])
    for part in caption(state, description).removesuffix(".").split(", "):
        assert part in words
    assert "time (ms)" in words
    assert "current I" in words


@pytest.mark.parametrize(
    ("view", "there"),
    [
        (("time",), {"membrane potential (mV)", "time (ms)"}),
        (("current",), {"current I (mV/ms)", "time (ms)"}),
        (("phase",), {"membrane potential (mV)"}),
        (("time", "phase"), {"membrane potential (mV)", "time (ms)"}),
        (("current", "phase"), {"current I (mV/ms)", "membrane potential (mV)", "time (ms)"}),
    ],
)
def test_the_panels_that_are_shown_and_no_others(view: tuple[str, ...], there: set[str]):
    words = letters(drawn(state_of("izhikevich", view=view), "svg"))
    names = {"membrane potential (mV)", "current I (mV/ms)", "time (ms)"}
    assert {name for name in names if name in words} == there


def test_a_model_of_one_equation_has_no_phase_plane():
    assert "current I (nA)" in letters(drawn(state_of("lif", view=("time", "current")), "svg"))
    assert drawn(state_of("lif", view=VIEWS), "png") == drawn(
        state_of("lif", view=("time", "current")), "png"
    )


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_run_gives_the_same_bytes(format: str):
    state = state_of("adex")
    assert drawn(state, format) == drawn(state, format)


def test_a_picture_is_as_wide_as_a_page_of_a_journal():
    png = drawn(state_of("izhikevich"), "png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    (width,) = struct.unpack(">I", png[16:20])
    assert width == pytest.approx(180 / 25.4 * 300, abs=1)


def test_a_pdf_holds_its_letters_as_letters():
    pdf = drawn(state_of("izhikevich"), "pdf")
    assert pdf[:5] == b"%PDF-"
    assert b"/FontFile2" in pdf
    assert b"/CreationDate" not in pdf


def test_a_run_that_ended_at_once_is_drawn():
    state = state_of("qif", I_max=1e3)
    model = state.make_model()
    model.integrate()
    done = model.solution
    short = replace(
        done, t=done.t[:1], y=done.y[:, :1], spike_times=np.empty(0),
        y_before=np.empty((1, 0)), y_after=np.empty((1, 0)),
    )  # fmt: skip
    svg = draw(short, state, Description.of(MODELS["qif"]), 0, "svg")
    assert "membrane potential" in letters(svg)


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="`format` must be one of png, svg, pdf, got 'gif'"):
        drawn(state_of("lif"), "gif")

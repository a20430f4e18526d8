"""What looks like a mistake in a text gets a word at its line; what is right gets none."""

from __future__ import annotations

import linecache
import re
import sys

import pytest

from builder.sources import example_source, model_sources
from core.public_models import PUBLIC
from core.texts import SHORT as MODEL
from core.texts import changed, constructor, line
from neuron_page.own import Mistake, describe, load
from spiking_core import MODELS

RHS, V, TAU = "def _rhs(self, t, y, I):", "v = y[0]", 'tau = self.params["tau"]'
RESET = "        y[0] = -65.0\n"
TWO_STATES = (
    MODEL.replace("y0 = [-65.0]", "y0 = [-65.0, 0.0]")
    .replace("/ tau]", "/ tau, -y[1] / 100.0]")
    .replace(RESET, f"{RESET}        y[1] = y[1] + 1.0\n")
)


@pytest.fixture(autouse=True)
def nothing_left():
    """Let every test begin without a model of one's own."""
    yield
    sys.modules.pop("your_model", None)
    linecache.cache.pop("your_model.py", None)


def mistake_in(text: str) -> Mistake:
    """Return what is wrong with a text."""
    with pytest.raises(Mistake) as found:
        load(text)
    return found.value


def second(name: str, base: str = "BaseSpikingModel") -> str:
    """Return the model under another name, as the second class of a text."""
    body = MODEL.partition("class Leaky(BaseSpikingModel):")[2].partition("\n\n\n")[0]
    return f"\n\nclass {name}({base}):{body}\n"


SAID = {
    "reset without apply": (
        changed("_apply_reset", "_reset"), line("_apply_reset"),
        "`_reset` of `Leaky` is never called by a model. Did you mean `_apply_reset`",
    ),
    "another word for the threshold": (
        changed("spike_condition =", "spike_threshold ="), line("spike_condition"),
        "`spike_threshold` of `Leaky` is never read by a model. Did you mean `spike_condition`?",
    ),
    "threshold set by init": (
        constructor("self.spike_threshold = -50.0").replace("    spike_condition = -50.0\n", ""),
        line("def _apply") + 1, "`spike_threshold` of `Leaky` is never",
    ),
    "two models": (
        MODEL + second("Slower"), line("class"),
        "`Leaky` and `Slower` are both models; `Slower` runs, since it stands last. To run "
        "`Leaky`, move it behind the other one.",
    ),
    "one class twice": (MODEL + second("Leaky"), line("class"), "`Leaky` is written twice"),
    "one method twice": (
        changed("    def _apply", f"    {RHS}\n        return [0.0]\n\n    def _apply"),
        line("def _apply"), f"`_rhs` of `Leaky` is written twice, first in line {line(RHS)}",
    ),
    "reset above": (
        changed(RESET, "        y[0] = 20.0\n").replace("(-65.0 - v", "(30.0 - v"),
        line("_apply_reset"),
        "`_apply_reset` of `Leaky` leaves the membrane potential at 20, not below the threshold "
        "of -50",
    ),
    "start above": (
        changed("y0 = [-65.0]", "y0 = [-40.0]").partition("    def _apply")[0]
        .replace("(-65.0 - v", "(-30.0 - v"),
        line("y0 ="), "`y0` of `Leaky` begins at -40, not below the threshold of -50",
    ),
    "parameters": (
        changed(V, f'{V}\n        self.params["tau"] = 10.0'), line(V) + 1,
        "`_rhs` changes `self.params`",
    ),
    "parameters by another name": (
        changed(V, f'{V}\n        p = self.params\n        p["tau"] *= 1.0'), line(V) + 2,
        "`_rhs` changes `self.params`",
    ),
    "parameters updated": (
        changed(V, f'{V}\n        self.parameters.update(tau=10.0)'), line(V) + 1,
        "`_rhs` changes `self.params`",
    ),
    "parameters in the reset": (
        changed(RESET, f'{RESET}        self.params["tau"] += 0.0\n'), line("y[0] = -65.0") + 1,
        "`_apply_reset` changes `self.params`",
    ),
    "adaptation in an attribute": (
        constructor("self.w = 0.0")
        .replace("(-65.0 - v", "(-65.0 - v - self.w")
        .replace(RESET, f"{RESET}        self.w += 5.0\n"),
        line("y[0] = -65.0") + 5, "`_apply_reset` keeps something in `self.w`",
    ),
    "adaptation in a list": (
        constructor("self.spikes = []")
        .replace("(-65.0 - v", "(-65.0 - v - len(self.spikes)")
        .replace(RESET, f"{RESET}        self.spikes.append(1)\n"),
        line("y[0] = -65.0") + 5, "`_apply_reset` keeps something in `self.spikes`",
    ),
    "last time in an attribute": (
        constructor("self.last = 0.0").replace(V, f"{V} + 0 * self.last\n        self.last = t"),
        line(V) + 1, "`_rhs` keeps something in `self.last`",
    ),
    "a name of the text": (
        MODEL.replace(V, f"global count\n        {V} + 0 * count\n        count += 1")
        + "count = 0\n",
        line(V) + 2, "`_rhs` keeps something in `count`",
    ),
    "print": (
        changed(V, f"{V}\n        print(end='')"), line(V) + 1,
        "`print` in `_rhs` is called thousands of times",
    ),
    "open": (
        changed(V, f"{V}\n        open('/dev/null').close()"), line(V) + 1,
        "`open` in `_rhs` is called thousands of times",
    ),
    "samples": (
        changed(V, f"{V} + 0 * self.ext_current[0]"), line(V),
        "`self.ext_current` holds the input current at the sample times only. The current at the "
        "time `t` is the argument `I` of `_rhs`.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID)
def test_what_is_probably_not_meant_is_told_at_its_line(case: str):
    text, number, words = SAID[case]
    own = load(text)
    (remark,) = own.remarks
    assert words in remark.sentence
    assert remark.line == number, remark
    assert re.search(r"[.?]$", remark.sentence)
    assert f"Line {number}: {remark.sentence}" in describe(own)["note"].split("\n")


NOT_SAID = {
    "a table that is made once": constructor("self.table = None").replace(
        V, f"{V}\n        if self.table is None:\n            self.table = {{}}\n"
        "        self.table"
    ),
    "what nobody reads": changed(V, f"{V}\n        self.latest = t"),
    "a reset that changes another state": TWO_STATES,
    "a reset above from which it comes back": changed(RESET, "        y[0] = 20.0\n"),
    "a start above from which it comes back": changed("y0 = [-65.0]", "y0 = [-40.0]"),
    "a base and its model": MODEL.replace("class Leaky", "class Cell")
    + "\n\nclass Leaky(Cell):\n    spike_condition = -52.0\n",
    "a class that is no model": "class Gate:\n    def rate(self, v):\n        return v\n\n\n"
    + MODEL,
    "a parameter read": changed(V, f'{V}\n        p = self.params\n        p = p["tau"]'),
    "names of its own": changed(V, f"{V}\n        rates = []\n        rates.append(v)"),
    "print beside the class": MODEL + "print(end='')\n",
    "init that sets": constructor("self.gain = 2.0").replace(V, f"{V} * self.gain / 2.0"),
    "a setter": changed(
        "    def _apply",
        "    @property\n    def E(self):\n        return -65.0\n\n"
        "    @E.setter\n    def E(self, x):\n        pass\n\n    def _apply",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_SAID)
def test_what_is_right_gets_no_word(case: str):
    assert load(NOT_SAID[case]).remarks == ()


@pytest.mark.parametrize("name", MODELS)
def test_built_in_models_get_no_word(name: str):
    assert load(model_sources()[name]).remarks == ()


def test_the_example_gets_no_word():
    assert load(example_source()).remarks == ()


@pytest.mark.parametrize("name", PUBLIC)
def test_public_models_get_no_word(name: str):
    own = load(PUBLIC[name])
    assert own.remarks == ()
    assert own.untraced == ""


NOISE = {
    "global": (V, f"{V} + np.random.normal()", V),
    "own": ('tau = self.params["tau"]', "tau = 10.0 + rng.standard_normal()", TAU),
    "of Python": (V, f"import random\n        {V} + random.gauss(0, 1)", V),
}


@pytest.mark.parametrize("case", NOISE)
def test_noise_in_the_right_hand_side_is_told_with_its_cause_and_cure(case: str):
    old, new, _ = NOISE[case]
    text = changed(old, new).replace("\n\n\nclass", "\n\nrng = np.random.default_rng(1)\n\n\nclass")
    mistake = mistake_in(text)
    assert mistake.sentence.startswith("`_rhs` of `Leaky` gives different values for the same t")
    assert "CURRENTS['ou']" in mistake.sentence
    assert mistake.line is not None
    assert re.search(r"random|rng", text.splitlines()[mistake.line - 1])


UNCLEAR = {
    "samples beyond the end": (
        changed("I) / tau]", "self.ext_current[int(t / self.dt) + 200]) / tau]"), line("/ tau"),
        "The current at the time `t` is the argument `I` of `_rhs`.",
    ),
    "init without super": (
        constructor().replace("super().__init__(parameters, T)", "self.k = 1"), None,
        "`__init__` must first call `super().__init__(parameters, T)`.",
    ),
    "parameters before super": (
        constructor().replace("super()", 'self.k = self.params["tau"]\n        super()'),
        line("def _apply") + 1, "`__init__` must first call `super().__init__(parameters, T)`.",
    ),
    "threshold as a method": (
        changed("spike_condition = -50.0", "\n    def spike_condition(self, y):\n        return y"),
        line("spike_condition") + 1, "`spike_condition` of `Leaky` must be a number, got a method.",
    ),
    "input": (
        changed(V, "v = float(input())"), line(V), "`input` asks for something to be typed",
    ),
    "a name that no link can have": (
        MODEL.replace("Leaky", "__proto__"), line("class"),
        "`__proto__` cannot stand in a link; give the class another name",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNCLEAR)
def test_what_was_told_unclearly_names_its_cause(case: str):
    text, number, words = UNCLEAR[case]
    mistake = mistake_in(text)
    assert words in mistake.sentence
    assert mistake.line == number, mistake.sentence
    assert " at 0x" not in mistake.sentence


COMPUTED = changed(
    "    y0 = [-65.0]\n", "    @property\n    def y0(self):\n        return [START]\n\n"
)


def test_an_initial_state_may_be_a_property():
    own = load(COMPUTED.replace("START", "-64.0"))
    assert own.untraced == ""
    assert describe(own)["entry"]["y0"] == [-64.0]


def test_one_that_depends_on_the_parameters_runs_uncompiled():
    own = load(COMPUTED.replace("START", '-74.0 + self.params["tau"]'))
    assert own.untraced.startswith("`y0` of `Leaky`")
    assert describe(own)["entry"]["y0"] == [-64.0]
    assert own.model({"tau": 20.0, "R": 4.0}).y0 == [-54.0]


def test_the_first_remarks_are_shown():
    many = "".join(f"        print(end='{k}')\n" for k in range(9))
    own = load(changed(f"        {V}\n", f"        {V}\n{many}"))
    assert len(own.remarks) == 9
    assert [words[:8] for words in describe(own)["note"].split("\n")] == [
        f"Line {line(V) + k}:"[:8] for k in range(1, 6)
    ]

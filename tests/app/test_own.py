"""A visitor's text becomes a model, and a mistake in it is told with its line."""

from __future__ import annotations

import inspect
import json
import linecache
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.sources import example_source, model_sources
from core import examples
from core.test_roster import TAKEN
from core.texts import SHORT as MODEL
from core.texts import changed, constructor, line
from neuron_app import NeuronApp
from neuron_page import own_trial, warming
from neuron_page.own import LONGEST, Mistake, OwnModel, answer, describe, load
from spiking_core import MODELS, BaseSpikingModel, Description

README = Path(__file__).parents[2] / "README.md"

RHS = "def _rhs(self, t, y, I):"
RETURNED = 'return [(-65.0 - v + self.params["R"] * I) / tau]'
V, TAU = "v = y[0]", 'tau = self.params["tau"]'
SYNTAX = {
    "no colon": (changed("(BaseSpikingModel):", "(BaseSpikingModel)"), line("class"), "colon `:`"),
    "no colon of a method": (changed(RHS, RHS[:-1]), line(RHS), "colon `def` ends"),
    "open bracket": (changed("I) / tau]", "I) / tau"), line("/ tau"), "`[` never closed"),
    "closed twice": (changed("/ tau]", "/ tau])"), line("/ tau"), "`)` closes none"),
    "wrong bracket": (changed("/ tau]", "/ tau)"), line("/ tau"), "`)` `[`"),
    "open quotes": (changed(TAU, 'tau = self.params["tau]'), line(TAU), "quotation marks"),
    "not indented": (changed(f"        {V}", V), line(V), "indented four spaces"),
    "indented too far": (changed(V, f"  {V}\n        w = 1"), line(V) + 1, "indented none"),
    "indented unexpectedly": (changed(TAU, f"    {TAU}"), line(TAU), "further"),
    "tabs": (changed(f"        {TAU}", f"\t{TAU}"), line(TAU), "spaces"),
    "= in a condition": (changed(V, f"{V}\n        if v = 3: v = 4"), line(V) + 1, "`==`"),
    "no operator": (changed("- v + self", "- v self"), line("/ tau"), "missing"),
    "assigned to a sum": (changed(V, "v + 1 = y[0]"), line(V), "`v + 1` no name"),
    "product without *": (changed("-65.0 - v", "-65.0 - 2v"), line("/ tau"), "`2 * v`"),
    "curly quotes": (changed('["tau"]\n', "[\u201ctau\u201d]\n"), line(TAU), "\u201c anew"),
    "long dash": (changed("-65.0 - v", "-65.0 \u2013 v"), line("/ tau"), "\u2013 anew"),
    "return outside": (MODEL + "return 3\n", line("parameters =") + 1, "`return` outside"),
    "print of Python 2": (MODEL + 'print "v"\n', line("parameters =") + 1, "`print(...)`"),
    "nothing sensible": (MODEL + "v v v\n", line("parameters =") + 1, "does not understand"),
    "zero character": (MODEL + "\0", None, "character"),
}
NAMES = {
    "np": (changed("import numpy as np\n", "\n").replace("v = y[0]", "v = np.exp(y[0])"), line(V),
           "`np` `import numpy as np` top"),
    "base class": (changed("from spiking_core import BaseSpikingModel", ""), line("class"),
                   "`BaseSpikingModel` `from spiking_core import BaseSpikingModel`"),
    "misspelt": (changed("/ tau]", "/ tao]"), line("/ tau"), "`tao` Did you mean `tau`?"),
    "capital": (changed("-65.0 - v", "-65.0 - V"), line("/ tau"), "`V` Did you mean `v`?"),
    "unknown": (changed("-65.0 - v", "-65.0 - zzz"), line("/ tau"), "`zzz` value"),
    "parameter": (changed('self.params["R"]', "R"), line("/ tau"), '`self.params["R"]`'),
    "attribute": (changed("-65.0 - v", "spike_condition - v"), line("/ tau"),
                  "`self.spike_condition`"),
    "function": (changed(V, "v = exp(y[0])"), line(V), "`np.exp`"),
    "function without numpy": (changed("import numpy as np\n", "\n").replace(V, "v = exp(y[0])"),
                               line(V), "`np.exp` `import numpy as np`"),
    "used too early": (changed(V, "v = v + y[0]"), line(V), "`v` before"),
    "self": (changed("y0 = [-65.0]", "y0 = [self.rest]"), line("y0 ="), "`self` first"),
    "description": (changed("import BaseSpikingModel", "import BaseSpikingModel  # all")
                    + "Description()\n", line("parameters =") + 1,
                    "`from spiking_core import Description`"),
}  # fmt: skip
WHILE_IT_RUNS = {
    "parameter as attribute": (changed(TAU, "tau = self.params.tau"), line(TAU),
                               '`self.params["tau"]`'),
    "parameter of self": (changed(TAU, "tau = self.tau"), line(TAU), '`self.params["tau"]`'),
    "misspelt attribute": (changed(TAU, 'tau = self.parms["tau"]'), line(TAU),
                           "`parms` Did you mean `params`?"),
    "misspelt function": (changed(V, "v = np.expp(y[0])"), line(V),
                          "`numpy` `expp` Did you mean `exp`?"),
    "attribute of a number": (changed(V, "v = y[0].voltage"), line(V), "no `voltage`"),
    "unknown parameter": (changed(TAU, 'tau = self.params["tua"]'), line(TAU),
                          "`tua` Did you mean `tau`? `required_params`"),
    "unknown key": (changed(V, 'v = {"a": 1}["b"]'), line(V), "`b` dictionary"),
    "division by zero": (changed("/ tau]", "/ (tau - 10.0)]").replace(V, "v = float(y[0])"),
                         line("/ tau"), "divided by zero parameters"),
    "called parameters": (changed(TAU, 'tau = self.params("tau")'), line(TAU), "square brackets"),
    "called number": (changed("(-65.0 - v +", "(-65.0 (v) +"), line("/ tau"), "product `*`"),
    "called state": (changed(V, "v = y(0)"), line(V), "square brackets"),
    "indexed function": (changed(V, "v = y[0]\n        np.exp[v]"), line(V) + 1, ""),
    "power": (changed(V, "v = float(y[0]) ^ 2"), line(V), "`**`"),
    "power of an array": (changed(V, "v = (y ^ 2)[0]"), line(V), "`**`"),
    "list times number": (changed(V, "v = ([1.0] * 0.5)[0]"), line(V), "`np.array(...)`"),
    "nothing plus number": (changed(V, "v = print() + 1"), line(V), "`None` `return`"),
    "helper without self": (changed("    def _apply", "    def gate(v):\n        return v\n\n"
                            "    def _apply").replace(V, "v = self.gate(y[0])"), line(V), "`self`"),
    "helper without value": (changed("    def _apply", "    def gate(self, v):\n        return v\n"
                             "\n    def _apply").replace(V, "v = self.gate()"), line(V), "`gate`"),
    "too many names": (changed(V, "v, u = y"), line(V), "2 names 1 `y0`"),
    "too few names": (changed("y0 = [-65.0]", "y0 = [-65.0, 0.0]").replace(V, "(v,) = y"), line(V),
                      "1 names `y0`"),
    "no such state": (changed(V, "v = y[1]"), line(V), "no such place `y0`"),
    "condition of an array": (changed(V, f"{V}\n        if np.array([v, v]) > 0: v = 0"),
                              line(V) + 1, "`if` one number"),
    "endless": (changed(V, "v = self._rhs(t, y, I)"), line(V), "itself"),
    "anything else": (changed(V, 'raise LookupError("no such cell")'), line(V),
                      "LookupError: no such cell."),
    "without words": (changed(V, "assert y[0] > 0"), line(V), "AssertionError."),
    "exit": (changed(V, "exit()"), line(V), "`exit`"),
}  # fmt: skip
INTERFACE = {
    "empty": ("", None, "no model `class MyModel(BaseSpikingModel):`"),
    "class of another kind": ("class Cell:\n    pass\n", 1, "`class Cell(BaseSpikingModel):`"),
    "imported only": ("from spiking_core import IzhikevichModel\n", None, "no model"),
    "no right-hand side": (changed(RHS, "def _rsh(self, t, y, I):"), line(RHS),
                           "`_rhs` Did you mean `_rsh`?"),
    "no self": (changed(RHS, "def _rhs(t, y, I):"), line(RHS), "`def _rhs(self, t, y, I):`"),
    "other values": (changed(RHS, "def _rhs(self, y, I):"), line(RHS),
                     "`def _rhs(self, t, y, I):`"),
    "reset without self": (changed("_apply_reset(self, y)", "_apply_reset(y)"),
                           line("_apply_reset"), "`def _apply_reset(self, y):`"),
    "constructor without T": (changed("    def _apply", "    def __init__(self, parameters):\n"
                              "        super().__init__(parameters)\n\n    def _apply"),
                              line("def _apply"), "`def __init__(self, parameters, T=250):`"),
    "no initial state": (changed("y0 = [-65.0]", "pass"), line("class"), "`y0` one number"),
    "words for a state": (changed("y0 = [-65.0]", 'y0 = ["rest"]'), line("y0 ="),
                          "`y0` list of numbers"),
    "index beyond": (changed("y0 = [-65.0]", "y0 = [-65.0]\n    index_voltage_variable = 1"),
                     line("y0 =") + 1, "`index_voltage_variable` [0, 0]"),
    "words for a threshold": (changed("spike_condition = -50.0", 'spike_condition = "high"'),
                              line("spike_condition"), "`spike_condition` must be a number"),
    "one name of parameters": (changed('["tau", "R"]', '"tau"'), line("required_params"),
                               '`required_params = ["tau"]`'),
    "words for a description": (changed("y0 =", 'description = "leaky"\n    y0 ='), line("y0 ="),
                                "`Description(...)`"),
    "too many slopes": (changed("/ tau]", "/ tau, 0.0]"), line("/ tau"), "`_rhs` shape (1,)"),
    "no slopes": (changed(RETURNED, "slope = tau"), line(RHS), "`_rhs` nothing"),
    "no reset": (changed("        return y\n", ""), line("_apply_reset"), "`_apply_reset` nothing"),
    "missing parameter": (changed('"tau": 10.0, ', ""), line("parameters ="), "`tau` is missing"),
    "unknown parameter": (changed('"R": 4.0', '"R": 4.0, "C": 1.0'), line("parameters ="),
                          "`C` is not a parameter"),
    "words for a parameter": (changed('"R": 4.0', '"R": "large"'), line("parameters ="),
                              "`R` must be a number"),
    "too long": (MODEL + "#" * LONGEST, None, "200,000 characters"),
}  # fmt: skip
IMPORTS = {
    "missing package": ("import scipy.signal\n", 1, "`scipy` not in the browser"),
    "misspelt package": ("import nunpy as np\n", 1, "`nunpy` Did you mean `numpy`?"),
    "figures": ("import numpy\nimport matplotlib.pyplot as plt\n", 2, "`matplotlib` page notebook"),
    "the app": ("from neuron_app import NeuronApp\n", 1, "`neuron_app` notebook"),
    "the browser": ("import js\n", 1, "`js` browser only"),
    "another file": ("from . import other\n", 1, "relative import"),
    "misspelt class": ("from spiking_core import BaseSpikngModel\n", 1,
                       "`spiking_core` Did you mean `BaseSpikingModel`?"),
    "missing module": ("import spiking_core.modles\n", 1, "`spiking_core.modles` not there"),
    "inside a method": (changed(V, "import pandas"), line(V), "`pandas` not in the browser"),
}  # fmt: skip
MISTAKES = {
    f"{part}: {name}": case
    for part, cases in {
        "syntax": SYNTAX, "names": NAMES, "running": WHILE_IT_RUNS, "interface": INTERFACE,
        "imports": IMPORTS,
    }.items()
    for name, case in cases.items()
}  # fmt: skip


def mistake_in(text: str) -> Mistake:
    """Return what is wrong with a text."""
    with pytest.raises(Mistake) as found:
        load(text)
    return found.value


def spikes_of(cls: type[BaseSpikingModel]) -> list[float]:
    """Return the spikes of a class with its defaults under its own usual current."""
    told = Description.of(cls)
    model = cls(told.defaults, T=200)
    model.use_kernel = False
    model.set_input(told.current_default)
    model.integrate()
    return model.spike_times.tolist()


@pytest.fixture(autouse=True)
def nothing_left():
    """Let every test begin without a model of one's own."""
    yield
    sys.modules.pop("your_model", None)
    linecache.cache.pop("your_model.py", None)


def test_the_model_of_the_mistakes_has_none():
    own = load(MODEL)
    assert (own.name, own.parameters, own.remarks) == ("Leaky", {"tau": 10.0, "R": 4.0}, ())
    assert own.untraced == ""


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_its_line_and_what_it_is(case: str):
    text, number, words = MISTAKES[case]
    mistake = mistake_in(text)
    assert mistake.line == number, mistake.sentence
    for word in re.findall(r"`[^`]*`\??|\S+", words):
        assert word in mistake.sentence, mistake.sentence
    assert re.search(r"[.?!]$", mistake.sentence), mistake.sentence
    assert "\n" not in mistake.sentence


def test_the_example_runs_compiled():
    own = load(example_source())
    assert (own.name, own.untraced, own.remarks) == ("ExponentialIntegrateAndFire", "", ())
    assert own.wat is not None
    assert own.wat.startswith("(module")
    assert len(example_source().splitlines()) == 26


def readme_blocks() -> list[str]:
    section = README.read_text(encoding="utf-8").partition("## Write a model of your own")[2]
    return re.findall(r"```python\n(.*?)```", section, re.DOTALL)[:3]


def test_the_example_of_the_readme_is_a_model():
    own = load(readme_blocks()[0])
    assert own.parameters == {"tau": 1.0, "V_T": 1.0, "Delta_T": 1.0, "R": 1.0}


def test_what_is_meant_for_a_notebook_is_told_apart():
    text = "\n\n".join(readme_blocks())
    # In the editor the class stands in the same text, not in a file beside it.
    text = text.replace("from exponential import ExponentialIntegrateAndFire\n", "")
    assert mistake_in(text).sentence.startswith("`neuron_app` is not for here: the page itself")
    own = load(text.partition("from neuron_app")[0])
    assert own.parameters == {"tau": 10.0, "V_T": -50.0, "Delta_T": 2.0, "R": 2.0}


@pytest.mark.parametrize("name", MODELS)
def test_a_built_in_model_is_the_same_as_ones_own(name: str):
    file = inspect.getsourcefile(MODELS[name])
    assert file is not None
    text = Path(file).read_text(encoding="utf-8")
    assert model_sources()[name] == text
    own = load(text)
    assert own.model is not MODELS[name]
    assert own.parameters == Description.of(MODELS[name]).defaults
    assert own.wat is not None, own.untraced
    assert spikes_of(own.model) == spikes_of(MODELS[name])


def classes(module: Any) -> list[str]:
    text = inspect.getsource(module)
    return re.findall(r"^class (\w+)", text, re.MULTILINE)


@pytest.mark.parametrize("name", classes(examples))
def test_a_class_against_the_subclassing_table_alone_is_a_model(name: str):
    text = inspect.getsource(examples)
    end = text.index("\n\n\n", text.index(f"class {name}("))
    own = load(text[:end] + "\n")
    assert own.name == name
    assert own.wat is not None, own.untraced
    assert spikes_of(own.model) == spikes_of(getattr(examples, name))


def test_the_last_class_is_the_model():
    second = MODEL.partition("class")[2].partition("\n\n\n")[0].replace("Leaky", "Slower", 1)
    own = load(f"{MODEL}\n\nclass{second}\n\n\nLeaky = Leaky\n")
    assert own.name == "Slower"
    assert own.parameters == {"tau": 10.0, "R": 4.0}


def test_a_class_may_derive_from_one_of_the_text_or_a_built_in_one():
    text = (
        "from spiking_core import IzhikevichModel\n\n\n"
        "class Strange(IzhikevichModel):\n    spike_condition = 20.0\n"
    )
    own = load(text)
    assert own.parameters == Description.of(MODELS["izhikevich"]).defaults
    assert own.description.title == "Izhikevich"


def test_a_dictionary_by_another_name_gives_the_defaults():
    own = load(changed("parameters = {", "unused = {}\nusual = {"))
    assert own.parameters == {"tau": 10.0, "R": 4.0}


def test_without_a_dictionary_the_defaults_are_one():
    own = load(MODEL.partition("parameters =")[0])
    assert own.parameters == {"tau": 1.0, "R": 1.0}


def test_a_model_that_cannot_be_traced_runs_on_the_reference():
    own = load(changed(V, "v = float(str(float(y[0])))"))
    assert own.wat is None
    assert spikes_of(own.model) == spikes_of(load(MODEL).model)
    assert f"(line {line(V)}: `v = float(str(float(y[0])))`)" in own.untraced


def test_a_text_is_a_module_whose_lines_are_known():
    own = load(MODEL)
    assert sys.modules["your_model"].Leaky is own.model  # type: ignore[attr-defined]
    assert inspect.getsource(own.model).startswith("class Leaky(BaseSpikingModel):\n")


def test_a_text_that_fails_leaves_what_was_there():
    own = load(MODEL)
    mistake_in(changed(V, "v = y(0)"))
    assert sys.modules["your_model"].Leaky is own.model  # type: ignore[attr-defined]
    assert linecache.getline("your_model.py", line(V)).strip() == V


def test_the_names_of_the_text_before_are_gone():
    load(MODEL + "rest = -65.0\n")
    assert "`rest`" in mistake_in(changed("-65.0 - v", "rest - v")).sentence


def test_a_dataclass_of_the_text_works():
    text = "from dataclasses import dataclass\n\n\n@dataclass\nclass Ion:\n    E: float\n\n\n"
    assert load(text + MODEL).name == "Leaky"


@pytest.mark.parametrize("name", ["izhikevich", "lif"])
def test_an_own_model_is_described_like_a_built_in_one(name: str):
    from neuron_app.roster import roster_data

    told = describe(load(model_sources()[name]), name)
    assert told["note"] == ""
    assert told["entry"] == roster_data()["models"][name]


def test_the_description_begins_at_the_defaults_of_the_text():
    told = describe(load(MODEL))
    assert json.loads(json.dumps(told)) == told
    entry = told["entry"]
    assert entry["state"]["model"] == "Leaky"
    assert entry["state"]["parameters"] == {"tau": 10.0, "R": 4.0}
    tau = entry["parameters"][0]
    assert (tau["name"], tau["default"]) == ("tau", 10.0)
    assert tau["span"][0] < 10.0 < tau["span"][1]


def test_the_description_says_why_a_model_is_slow():
    told = describe(load(changed(V, "v = float(str(float(y[0])))")))
    assert (told["wat"], told["program"]) == (None, None)
    assert re.search(r"^It runs uncompiled.*\(line 11: `v = float\(str", told["note"])


def test_an_own_model_is_frozen():
    own: OwnModel = load(MODEL)
    with pytest.raises(AttributeError, match="cannot assign"):
        own.name = "other"  # type: ignore[misc]


def test_a_run_that_overflows_is_no_mistake():
    own = load(changed("/ tau]", "/ tau + np.exp(v + 700.0)]"))
    assert np.isfinite(spikes_of(own.model)).all()


def with_rest(text: str = MODEL) -> str:
    """Return the model with a steady state: it rests 5 mV below its `y0`."""
    settled = "    def _steady_state(self, v):\n        return [v]\n\n    def _apply"
    return text.replace("    def _apply", settled).replace("(-65.0 - v", "(-70.0 - v")


def test_a_model_without_a_description_starts_at_its_rest_too():
    own = load(with_rest())
    assert own.wat is not None, own.untraced
    assert own.model(own.parameters).y0 == pytest.approx([-70.0])
    assert describe(own)["entry"]["rest_range"] == list(Description.rest_range)


UNLIKE = {
    "initial state": (constructor("self.y0 = [-70.0]"), "`__init__` of `Leaky` (line 15: `def"),
    "initial state of parameters": (
        constructor('self.y0 = [-75.0 + self.params["tau"]]'),
        "`__init__` of `Leaky` (line 15: `def",
    ),
    "initial state beside the rest": (with_rest(constructor("self.y0 = [-65.0]")), "`__init__`"),
    "interval": (changed("y0 = [-65.0]", "y0 = [-65.0]\n    dt = 0.05"), "`dt` of `Leaky` (line 7"),
    "interval of the constructor": (constructor("self.dt = 0.2"), "`dt` of `Leaky` is 0.2 ms"),
    "length": (constructor("self.T = 2 * self.T"), "`__init__` of `Leaky`"),
    "tolerances": (
        constructor("from spiking_core import DormandPrince as D", "self.solver = D(rtol=1e-4)"),
        "`__init__` of `Leaky`",
    ),
    "input": (
        changed("    def _apply", "    def set_input(self, current):\n"
                "        super().set_input(2 * current)\n\n    def _apply"),
        "`set_input` of `Leaky` (line 15:",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNLIKE)
def test_what_a_compiled_run_would_do_otherwise_runs_uncompiled(case: str):
    text, words = UNLIKE[case]
    own = load(text)
    assert (own.wat, own.traced) == (None, None)
    assert own.untraced.startswith(words)
    assert own.untraced.endswith(".")


def test_an_initial_state_of_the_constructor_that_is_that_of_the_class_changes_nothing():
    assert load(constructor("self.y0 = [-65.0]")).untraced == ""


def test_a_model_that_its_trace_does_not_repeat_is_told_with_the_line_of_the_method():
    own = load(constructor("self.k = 0").replace(V, f"self.k += 1\n        {V} + self.k"))
    assert own.wat is None
    assert re.search(r"^`_rhs` of `Leaky` \(line 10: `", own.untraced), own.untraced


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_a_parameter_cannot_have_a_name_of_the_link(name: str):
    mistake = mistake_in(MODEL.replace('"R"', f'"{name}"'))
    assert mistake.line == line("required_params")
    assert re.search(rf"^`{name}` .* here; give the parameter another name\.$", mistake.sentence)


DESCRIBED = MODEL.replace("import BaseSpikingModel", "import *").replace(
    '    required_params = ["tau", "R"]',
    """\
    description = Description(
        title="Leaky", summary="", states=(StateVariable("v", "mV", ""),),
        parameters=(
            Parameter("tau", 10.0, (1.0, 20.0), (0.1, 100.0), 0.1, "ms", ""),
            Parameter("R", 4.0, (1.0, 20.0), (0.1, 100.0), 0.1, "", ""),
        ),
        presets=(
            Preset("slow", "slow", {"tau": 20.0}),
            Preset("pulses", "pulses", {}, "pulses", {"I_max": 3.0, "width": 2.0}),
        ),
    )""",
)
PRESETS = {
    "current": ('"pulses", {"I', '"puls", {"I', "`puls`. Did you mean `pulses`?"),
    "keyword": ('"width"', '"widht"', "`pulses` has no `widht`. Did you mean `width`?"),
    "value": ('"width": 2.0', '"width": -2.0', "`width`"),
    "parameter": ("{}, ", '{"C": 1.0}, ', "`C` is not a parameter"),
    "bounds": ("{}, ", '{"R": 1000.0}, ', "`R` of `Leaky`"),
    "length": ('2.0}),', '2.0}, T=-1.0),', "`T`"),
    "states": ('2.0}),', '2.0}, y0=(-65.0, 0.0)),', "`y0` must have 1 values"),
    "published": ('2.0}),', '2.0}, published=Published(dt=0.0)),', "`dt`"),
}  # fmt: skip


def test_the_described_model_has_no_mistake():
    own = load(DESCRIBED)
    assert own.untraced == ""
    assert len(describe(own)["entry"]["presets"]) == 2


@pytest.mark.parametrize("case", PRESETS)
def test_a_preset_that_fits_nothing_is_a_mistake(case: str):
    old, new, words = PRESETS[case]
    assert DESCRIBED.count(old) == 1
    text = DESCRIBED.replace(old, new)
    mistake = mistake_in(text)
    assert mistake.sentence.startswith("The preset `pulses` of `Leaky` cannot be shown: ")
    assert words in mistake.sentence
    assert mistake.line is not None
    assert 'Preset("pulses"' in text.splitlines()[mistake.line - 1]


def test_a_single_preset_without_a_comma_is_told():
    text = re.sub(
        r"presets=\(\n.*?\n        \),\n",
        'presets=(Preset("a", "A")),\n',
        DESCRIBED,
        flags=re.DOTALL,
    )
    assert "write a comma after a single one" in mistake_in(text).sentence


ODD = {
    "number for a method": (changed(RHS, "_rhs = 3\n\n    def other(self, t, y, I):"), line(RHS),
                            "`_rhs` of `Leaky` must be written `def _rhs(self, t, y, I):`."),
    "class without a text": ("from dataclasses import make_dataclass\n"
                             'Cell = make_dataclass("Cell", ["E"])\n', None, "no model"),
    "interrupt": (changed(V, "raise KeyboardInterrupt"), line(V), "`KeyboardInterrupt` would end"),
    "generator": (changed(V, "raise GeneratorExit"), line(V), "`GeneratorExit` would end"),
    "interrupt while read": (MODEL + "raise KeyboardInterrupt\n", line("parameters =") + 1,
                             "`KeyboardInterrupt` would end"),
    "error without words": (changed(V, "class E(Exception): __str__ = 3\n        raise E"),
                            line(V) + 1, "E."),
    "too many parts": ("v = " + "-" * 100_000 + "1\n", None, "too many parts"),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_an_odd_text_is_told_too(case: str):
    text, number, words = ODD[case]
    mistake = mistake_in(text)
    assert mistake.line == number
    assert words in mistake.sentence


NOT_SHOWN = {
    "mistake": changed("/ tau]", "/ tao]"),
    "no number in a description": DESCRIBED.replace("presets=(", "duration=1e999, presets=("),
    "no end of a range": DESCRIBED.replace("presets=(", "rest_range=(-90.0, 1e999), presets=("),
    "interrupt": changed(V, "raise KeyboardInterrupt"),
    "description of another kind": DESCRIBED.replace("(0.1, 100.0), 0.1, \"\"", "None, 0.1, \"\""),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_SHOWN)
def test_what_has_a_mistake_is_not_shown_and_answered_with_a_sentence(case: str):
    shown: list[OwnModel] = []
    told = json.loads(answer(NOT_SHOWN[case], lambda own: shown.append(own) or own.name))
    assert not shown
    assert (told["ok"], set(told)) == (False, {"ok", "line", "sentence"})
    assert told["sentence"].endswith((".", "?"))


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit, ValueError])
def test_showing_that_fails_is_answered(error: type[BaseException]):
    def show(own: OwnModel) -> str:
        raise error

    assert json.loads(answer(MODEL, show))["ok"] is False


def test_a_model_is_told_under_the_name_that_it_is_shown_by():
    text = MODEL.replace("Leaky", "lif")
    app = NeuronApp()
    told = json.loads(answer(text, lambda own: app.show_own(own.model, own.parameters)))
    assert (told["ok"], told["name"], app.state.model) == (True, "lif_", "lif_")
    assert told["entry"]["state"]["model"] == "lif_"


def test_a_number_that_is_not_finite_is_told_by_its_name():
    told = json.loads(answer(NOT_SHOWN["no end of a range"], lambda own: own.name))
    assert "not finite, in `rest_range`" in told["sentence"]
    assert told["line"] == line("required_params")


def test_an_equation_that_cannot_be_shown_is_a_mistake():
    equations = "equations=(\n            Equation('dv/dt', 'v +* 2'),),\n        presets=("
    mistake = mistake_in(DESCRIBED.replace("presets=(", equations))
    assert mistake.sentence.startswith("The equation `dv/dt` = `v +* 2` of `Leaky` cannot be shown")
    assert mistake.line == line("required_params") + 7


def test_what_is_done_ahead_is_done_in_pieces_and_changes_nothing():
    models, module = list(MODELS.items()), sys.modules.get("your_model")
    done = list(warming.pieces())
    assert len(done) > len(warming.IMPORTED)
    assert list(MODELS.items()) == models
    assert sys.modules.get("your_model") is module


def test_what_is_done_ahead_are_the_trials_of_a_model_with_something_to_try(
    monkeypatch: pytest.MonkeyPatch,
):
    described = Description.of(MODELS[warming.TRIED])
    assert described.presets
    assert described.equations
    seen: list[str] = []
    trial = own_trial.try_presets
    monkeypatch.setattr(
        own_trial, "try_presets", lambda cls, *rest: (seen.append(cls.__name__), trial(cls, *rest))
    )
    list(warming.pieces())
    assert seen == [MODELS[warming.TRIED].__name__]

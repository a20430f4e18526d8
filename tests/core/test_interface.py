"""A name that looks like one of the interface is told; what is only a helper is not."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pytest

from spiking_core import MODELS, BaseSpikingModel, ModelWarning
from spiking_core.interface import distance, unused_names

# What the models of this project, of textbooks and of public repositories call their helpers.
HELPERS = (
    "_alpha", "_beta", "_alpha_n", "_beta_m", "_gates", "_gate", "_rates", "m_inf", "_tau_h",
    "reset_u", "_reset_u", "reset_parameters", "set_parameters", "get_state", "boltzmann",
    "_sigmoid", "ghk", "_currents", "ionic_currents", "I_Na", "_synapse", "_lhs", "_step", "plot",
    "_heaviside", "v_inf", "_nullcline", "u_nullcline", "rest", "_leak", "summary", "_exp_term",
    "apply_noise", "_apply_current", "steady_state_n", "_run", "_spike_train", "jacobian",
)  # fmt: skip
NUMBERS = (
    "E_L", "C_m", "g_leak", "V_rest", "V_reset", "tau_m", "temperature", "phi", "E_Na", "v_half",
    "reset_potential", "cell_type", "spike_width", "spike_height", "y_labels", "units", "y1",
    "threshold_slope", "reference", "conditions", "params_of_figure",
)  # fmt: skip


def model_with(without: str = "", /, **more: Any) -> type[BaseSpikingModel]:
    """Return a model that has more in it, or one thing less."""
    names: dict[str, Any] = {
        "y0": [-65.0],
        "required_params": ["tau"],
        "_rhs": lambda self, t, y, I: [(-65.0 - y[0] + I) / self.params["tau"]],
        **more,
    }
    names.pop(without, None)
    return type("Leaky", (BaseSpikingModel,), names)


def method(arguments: str) -> Any:
    return eval(f"lambda {arguments}: None")


MISSPELT = {
    "_reset": ("self, y", "_apply_reset"),
    "reset": ("self, y", "_apply_reset"),
    "apply_reset": ("self, y", "_apply_reset"),
    "applyReset": ("self, y", "_apply_reset"),
    "_apply_resets": ("self, y", "_apply_reset"),
    "_apply_rest": ("self, y", "_apply_reset"),
    "_aply_reset": ("self, state", "_apply_reset"),
    "after_spike": ("self, y", "_apply_reset"),
    "_steadystate": ("self, v", "_steady_state"),
    "_steady_sate": ("self, v", "_steady_state"),
    "_refractory_time": ("self", "_refractory"),
    "_refactory": ("self", "_refractory"),
    "_init_": ("self, parameters, T", "__init__"),
    "__int__": ("self, parameters, T", "__init__"),
}
MISSPELT_VALUES = {
    "spike_threshold": "spike_condition",
    "spike_conditon": "spike_condition",
    "threshold": "spike_condition",
    "V_th": "spike_condition",
    "index_voltage": "index_voltage_variable",
    "voltage_index": "index_voltage_variable",
    "index_voltage_variabel": "index_voltage_variable",
    "refractory_period": "_refractory",
    "t_ref": "_refractory",
    "Description": "description",
    "unpack_state": "unpacks_state",
}


@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_method_is_told_with_the_right_name(name: str):
    arguments, right = MISSPELT[name]
    cls = model_with(**{name: method(arguments)})
    said = rf"^`{name}` of `Leaky` is never called by a model\. Did you mean `{right}`, written"
    with pytest.warns(ModelWarning, match=said):
        cls({"tau": 10.0})


@pytest.mark.parametrize("name", MISSPELT_VALUES)
def test_a_misspelt_attribute_is_told_with_the_right_name(name: str):
    said = (
        rf"^`{name}` of `Leaky` is never read by a model\. Did you mean `{MISSPELT_VALUES[name]}`"
    )
    with pytest.warns(ModelWarning, match=said):
        model_with(**{name: -50.0})({"tau": 10.0})


@pytest.mark.parametrize("name", ["_rsh", "rhs", "RHS", "right_hand_side", "derivatives"])
def test_a_misspelt_right_hand_side_is_refused_with_the_right_name(name: str):
    cls = model_with("_rhs", **{name: method("self, t, y, I")})
    said = (
        r"^`Leaky` has no `_rhs`: write `def _rhs\(self, t, y, I\):`\. "
        rf"`{name}` of `Leaky` is never called by a model\."
    )
    with pytest.raises(TypeError, match=said):
        cls({"tau": 10.0})


def test_without_a_right_hand_side_the_cure_is_told():
    said = r"^`Leaky` has no `_rhs`: write `def _rhs\(self, t, y, I\):`\.$"
    with pytest.raises(TypeError, match=said):
        model_with("_rhs")({"tau": 10.0})


@pytest.mark.parametrize("name", ["required_parameters", "requiredParams", "param_names"])
def test_misspelt_names_of_the_parameters_are_told_before_they_are_missed(name: str):
    cls = model_with("required_params", **{name: ["tau"]})
    with (
        pytest.warns(ModelWarning, match=rf"`{name}` .* Did you mean `required_params`\?"),
        pytest.raises(ValueError, match="`tau` is not a parameter of `Leaky`"),
    ):
        cls({"tau": 10.0})


@pytest.mark.parametrize("name", HELPERS)
def test_a_helper_is_not_taken_for_a_misspelt_method(name: str):
    for arguments in ("self", "self, y", "self, v", "self, t, y, I"):
        assert not list(unused_names(model_with(**{name: method(arguments)}))), arguments


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_of_ones_own_is_not_taken_for_a_misspelt_attribute(name: str):
    assert not list(unused_names(model_with(**{name: -65.0})))


def read_threshold(self: Any, y: Any) -> Any:
    return [y[0] if self.threshold < 0 else -65.0]


USED = {
    "what is read": {"threshold": -50.0, "_apply_reset": read_threshold},
    "what is called": {
        "reset": method("self, y"),
        "_apply_reset": lambda self, y: self.reset(y),
    },
    "what is found by its name": {
        "threshold": 1.0,
        "told": lambda self, *names: [getattr(self, name) for name in names or ("threshold",)],
    },
    "what stands beside the right one": {
        "reset": method("self, y"),
        "_apply_reset": lambda self, y: [-65.0],
    },
    "other values": {"reset": method("self")},
    "two names of one method": {"reset": read_threshold, "_apply_reset": read_threshold},
}


@pytest.mark.parametrize("case", USED)
def test_what_has_a_use_is_not_told(case: str):
    cls = model_with(**USED[case])
    assert not [name for name, _ in unused_names(cls) if name != "told"]


def test_what_init_sets_and_nobody_reads_is_told():
    class Leaky(BaseSpikingModel):
        y0 = [-65.0]

        def __init__(self, parameters: Any, T: float = 250) -> None:
            super().__init__(parameters, T)
            self.spike_threshold = -50.0

        def _rhs(self, t: float, y: Any, I: Any) -> Any:
            return [I - y[0]]

    assert list(unused_names(Leaky)) == [("spike_threshold", "spike_condition")]


def test_it_is_told_once_for_a_class():
    cls = model_with(reset=method("self, y"))
    with pytest.warns(ModelWarning, match="`reset`"):
        cls({"tau": 10.0})
    with warnings.catch_warnings(action="error"):
        cls({"tau": 10.0})


@pytest.mark.parametrize("name", MODELS)
def test_a_subclass_of_a_built_in_model_may_misspell_too(name: str):
    cls = type("Mine", (MODELS[name],), {"_aply_reset": method("self, y")})
    assert list(unused_names(cls)) == [("_aply_reset", "_apply_reset")]
    assert not list(unused_names(MODELS[name]))


@pytest.mark.parametrize(
    ("a", "b", "n"),
    [("rsh", "rhs", 1), ("rhs", "rhs", 0), ("", "abc", 3), ("reset", "rest", 1), ("ca", "abc", 3)],
)
def test_the_distance_counts_swapped_letters_once(a: str, b: str, n: int):
    assert (distance(a, b), distance(b, a)) == (n, n)


class Start(BaseSpikingModel):
    """A leak; starts at a potential that is a parameter."""

    required_params = ("tau", "V_start")
    spike_condition = -50.0

    @property
    def y0(self) -> Any:  # pyright: ignore[reportIncompatibleVariableOverride]
        return [self.params["V_start"]]

    def _rhs(self, t: float, y: Any, I: Any) -> Any:
        return [(-65.0 - y[0] + I) / self.params["tau"]]

    def _apply_reset(self, y: Any) -> Any:
        return [-70.0]


@pytest.mark.parametrize("use_kernel", [False, True])
def test_an_initial_state_may_be_computed_from_the_parameters(use_kernel: bool):
    model = Start({"tau": 10.0, "V_start": -60.0})
    model.use_kernel = use_kernel
    model.set_input(0.0)
    _, y = model.integrate()
    t, y = model.integrate()  # by a kernel, from the second run on
    assert model.solution.compiled is use_kernel
    np.testing.assert_allclose(y[0], -65.0 + 5.0 * np.exp(-t / 10.0), atol=1e-6)


def test_a_computed_initial_state_follows_the_parameters_until_one_is_set():
    model: Any = Start({"tau": 10.0, "V_start": -60.0})
    model.params["V_start"] = -70.0
    assert model.y0 == [-70.0]
    model.y0 = [-55.0]
    assert model.y0 == [-55.0]
    assert Start({"tau": 10.0, "V_start": -61.0}).y0 == [-61.0]


class Forgetful(Start):
    """Does not call the `__init__` of the base class."""

    def __init__(self, parameters: Any, T: float = 250) -> None:
        self.scale = 2.0


@pytest.mark.parametrize(
    "use",
    [lambda m: m.set_input(1.0), lambda m: m.integrate(), lambda m: m.params, lambda m: m.solution],
)
def test_an_init_that_forgets_the_base_class_is_told(use: Any):
    said = r"its `__init__` must call `super\(\)\.__init__\(parameters, T\)` first\.$"
    with pytest.raises(AttributeError, match=said):
        use(Forgetful({"tau": 10.0, "V_start": -60.0}))


def test_another_attribute_that_is_not_there_is_named():
    with pytest.raises(AttributeError, match=r"^`Start` has no `rate`\.$"):
        Start({"tau": 10.0, "V_start": -60.0}).rate  # noqa: B018


@pytest.mark.parametrize(
    "noise",
    [lambda rng: np.random.normal(), lambda rng: rng.normal()],  # noqa: NPY002
    ids=["global", "own"],
)
def test_noise_in_the_right_hand_side_is_refused_with_its_cause(noise: Any):
    rng = np.random.default_rng(1)
    cls = model_with(_rhs=lambda self, t, y, I: [(-65.0 - y[0] + I + noise(rng)) / 10.0])
    model = cls({"tau": 10.0})
    model.set_input(10.0)
    said = re.escape("`_rhs` of `Leaky` gives different values for the same t, y and I")
    with pytest.raises(ValueError, match=said + r".*CURRENTS\['ou'\]"):
        model.integrate()


def test_a_method_in_place_of_a_number_is_named_without_its_address():
    model = model_with(spike_condition=lambda self, y: y[0] > 0)({"tau": 10.0})
    model.set_input(0.0)
    said = r"^`spike_condition` of `Leaky` must be a number, got a method\.$"
    with pytest.raises(TypeError, match=said):
        model.integrate()

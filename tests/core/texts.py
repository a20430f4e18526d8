"""Models as text."""

# A model as a visitor writes it into the page.
LEAKY = """from spiking_core import BaseSpikingModel


class Leaky(BaseSpikingModel):
    y0 = [0.0]
    spike_condition = 1.0
    required_params = ["tau"]

    def _rhs(self, t, y, I):
        return [(I - y[0]) / self.params["tau"]]

    def _apply_reset(self, y):
        return [0.0]


parameters = {"tau": 20.0}
"""

# A model for tests of mistakes: they change one thing in it.
SHORT = """\
import numpy as np
from spiking_core import BaseSpikingModel


class Leaky(BaseSpikingModel):
    y0 = [-65.0]
    spike_condition = -50.0
    required_params = ["tau", "R"]

    def _rhs(self, t, y, I):
        v = y[0]
        tau = self.params["tau"]
        return [(-65.0 - v + self.params["R"] * I) / tau]

    def _apply_reset(self, y):
        y[0] = -65.0
        return y


parameters = {"tau": 10.0, "R": 4.0}
"""


def changed(old: str, new: str) -> str:
    """Return the model with one thing changed."""
    assert SHORT.count(old) == 1
    return SHORT.replace(old, new)


def line(words: str) -> int:
    """Return the line of the model in which some words stand."""
    (number,) = [k for k, text in enumerate(SHORT.splitlines(), 1) if words in text]
    return number


def constructor(*lines: str) -> str:
    """Return the model with a constructor that does these things as well."""
    body = "".join(f"        {words}\n" for words in lines)
    return changed(
        "    def _apply",
        "    def __init__(self, parameters, T=250):\n        super().__init__(parameters, T)\n"
        f"{body}\n    def _apply",
    )

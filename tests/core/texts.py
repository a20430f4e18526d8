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

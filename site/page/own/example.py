import numpy as np

from spiking_core import BaseSpikingModel


class ExponentialIntegrateAndFire(BaseSpikingModel):
    """A leak pulls the membrane potential to rest, an exponential makes the spike."""

    y0 = [-65.0]  # initial state, any length
    index_voltage_variable = 0  # which of it is the membrane potential
    spike_condition = 0.0  # an upward crossing of it is a spike
    required_params = ["tau", "V_T", "Delta_T", "R"]

    def _rhs(self, t, y, I):  # right-hand side; I is the current at time t
        (v,) = y
        p = self.params
        spike = p["Delta_T"] * np.exp((v - p["V_T"]) / p["Delta_T"])
        return [(-65.0 - v + spike + p["R"] * I) / p["tau"]]

    def _apply_reset(self, y):  # the state after a spike
        y[0] = -68.0
        return y


parameters = {"tau": 10.0, "V_T": -50.0, "Delta_T": 2.0, "R": 2.0}  # the sliders begin here
current = {"current": "constant", "I_max": 10.0}  # and its input, with the keys of a link

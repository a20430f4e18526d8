"""The interactive page of a spiking neuron model, as a Panel component.

In a notebook::

    from neuron_app import NeuronApp

    NeuronApp("izhikevich")
"""

from neuron_app.app import NeuronApp
from neuron_app.state import NeuronState, from_query, to_query

__all__ = ["NeuronApp", "NeuronState", "from_query", "to_query"]

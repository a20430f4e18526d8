"""The interactive page of a spiking neuron model, as a Panel component.

In a notebook::

    from neuron_app import NeuronApp

    NeuronApp("izhikevich")
"""

try:
    from neuron_app.app import NeuronApp
except ModuleNotFoundError as error:
    missing = (error.name or "").partition(".")[0]
    if missing not in ("panel", "bokeh", "param"):
        raise
    raise ModuleNotFoundError(
        f"`neuron_app` needs {missing.capitalize()}, which the extra `app` brings; run "
        '`pip install ".[app]"` in the folder of the project.',
        name=missing,
    ) from error
from neuron_app.state import NeuronState, from_query, to_query

__all__ = ["NeuronApp", "NeuronState", "from_query", "to_query"]

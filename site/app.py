"""Entry of ``panel serve site/app.py`` and of the conversion to WebAssembly."""

import panel as pn

from neuron_app import NeuronApp

pn.extension()
app = NeuronApp()
location = pn.state.location
if location is not None:
    app.restore(location.search)
    app.on_query(lambda query: setattr(location, "search", f"?{query}"))
app.servable(title="Interactive spiking neuron models")

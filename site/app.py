"""Entry of ``panel serve site/app.py`` and of the conversion to WebAssembly."""

import panel as pn

from neuron_app import NeuronApp

pn.extension()
app = NeuronApp()
# Panel's conversion of this script sets a global `location` of its own.
address = pn.state.location
if address is not None:
    app.restore(address.search)
    app.on_query(lambda query: setattr(address, "search", f"?{query}"))
app.servable(title="Interactive spiking neuron models")

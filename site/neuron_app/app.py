"""The app: controls on one side, figures on the other, everything else below.

It is the same in its three homes: the static site, ``panel serve`` and a notebook cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import panel as pn

from neuron_app import prose
from neuron_app.controls import Controls
from neuron_app.plots import NeuronPlots
from neuron_app.state import NeuronState, default_state, from_query, to_query
from spiking_core import MODELS, BaseSpikingModel, Description, Solution

STYLE = (Path(__file__).parent / "app.css").read_text(encoding="utf-8")


class NeuronApp(pn.viewable.Viewer):
    """One neuron with its controls and figures.

    Parameters
    ----------
    model
        Key of `MODELS`, or a subclass of `BaseSpikingModel`.
    parameters
        Values to begin with; for a class that declares no defaults they are also the middle
        of the sliders.

    Attributes
    ----------
    solution : Solution
        The last run that could be made, which the figures show; a RuntimeError before it.
    """

    def __init__(
        self,
        model: str | type[BaseSpikingModel] = "izhikevich",
        parameters: dict[str, float] | None = None,
        **params: object,
    ) -> None:
        super().__init__(**params)
        self._class = MODELS[model] if isinstance(model, str) else model
        self._name = model if isinstance(model, str) else model.__name__
        self._description = Description.of(self._class, parameters)
        state = default_state(self._name, self._description)
        if parameters:
            state = NeuronState(state.model, {**state.parameters, **parameters}, I_max=state.I_max)
        # A misspelt parameter is an error here already, not a sentence in the figure's place.
        self._class(dict(state.parameters))
        self._initial = state
        self._controls = Controls(state, self._description, self._changed)
        self._plots = NeuronPlots(self._description, self._class.index_voltage_variable)
        self._result = pn.pane.HTML("", css_classes=["result"], stylesheets=[STYLE])
        self._notices = pn.pane.HTML("", css_classes=["notices"], stylesheets=[STYLE])
        self._send_query: Callable[[str], None] | None = None
        self._solution: Solution | None = None
        self._batches = 0
        self._stale = False
        self._run()
        self._notices.object += prose.notices_html(self._assumed(parameters or {}))

    def _assumed(self, parameters: dict[str, float]) -> tuple[str, ...]:
        """Return a sentence for each parameter that neither the class nor the caller gives."""
        if self._class.description is not None:
            return ()
        missing = [p for p in self._description.parameters if p.name not in parameters]
        return tuple(f"`{p.name}` was not given; {p.default:g} is used." for p in missing)

    @property
    def state(self) -> NeuronState:
        """What the visitor has chosen."""
        return self._controls.state

    @property
    def solution(self) -> Solution:
        """The last run that could be made."""
        if self._solution is None:
            raise RuntimeError(f"`{self._class.__name__}` has not been run; see the notice.")
        return self._solution

    @property
    def control_labels(self) -> list[str]:
        """Names of the controls that are shown, in their order."""
        controls = self._controls
        widgets = [*controls.model_widgets, *controls.input_widgets]
        return [
            widget.label
            for widget in widgets
            if isinstance(widget, pn.widgets.Widget) and widget.visible
        ]

    def restore(self, query: str) -> None:
        """Show the state of a query string, and say in a sentence what could not be used."""
        state, notices = from_query(query, self._name, self._description)
        self._notices.object = prose.notices_html(notices)
        if state != self.state:
            self._controls.set(state)
            self._run()
        if notices:
            self._tell_query()

    def on_query(self, send: Callable[[str], None]) -> None:
        """Have `send` called with the query string of the state after every change."""
        self._send_query = send

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Integrate once, at the end, however many controls are moved inside."""
        self._batches += 1
        try:
            yield
        finally:
            self._batches -= 1
            if self._stale and not self._batches:
                self._stale = False
                self._changed()

    def _changed(self) -> None:
        if self._batches:
            self._stale = True
            return
        self._notices.object = ""
        if self.state == self._initial:
            self._plots.forget_ranges()
        self._run()
        self._tell_query()

    def _tell_query(self) -> None:
        if self._send_query is not None:
            self._send_query(to_query(self.state))

    def _run(self) -> None:
        """Integrate and draw; a run that cannot be made leaves the last figures standing."""
        state = self.state
        try:
            model = state.make_model(self._class)
            model.integrate()
        except (ValueError, TypeError) as error:
            sentence = str(error)
            if self._class.__name__ not in sentence:
                sentence = f"`{self._class.__name__}` could not be run: {sentence}."
            self._notices.object = prose.notices_html((sentence,))
            return
        except Exception as error:  # a model of somebody's own may raise anything
            sentence = f"`{self._class.__name__}` could not be run: {error!r}."
            self._notices.object = prose.notices_html((sentence,))
            return
        solution = self._solution = model.solution
        self._plots.show(solution, state.make_current(), state.T)
        outcome = "" if solution.outcome.ok else str(solution.outcome)
        if state.onset >= state.T:
            outcome = (
                f"The current begins at {state.onset:g} ms, after the end of the run. {outcome}"
            )
        spikes = np.asarray(solution.spike_times).tolist()
        self._result.object = prose.result_html(spikes, outcome)

    def __panel__(self) -> pn.viewable.Viewable:
        controls = self._controls
        panel = pn.Column(
            *controls.model_widgets,
            *controls.input_widgets,
            pn.Row(controls.reset, controls.wide),
            css_classes=["controls"],
            stylesheets=[STYLE],
        )
        plots = self._plots
        figures = [
            pn.pane.Bokeh(plot, sizing_mode="stretch_width", margin=0)
            for plot in (plots.potential, plots.phase, plots.current)
            if plot is not None
        ]
        description = self._description
        text = {
            "heading": prose.heading_html(description),
            "equations": prose.equations_html(description, self._class),
            "about": prose.about_html(description),
        }
        panes = [
            pn.pane.HTML(html, css_classes=[name], stylesheets=[STYLE], margin=0)
            for name, html in text.items()
            if html
        ]
        return pn.Column(
            *panes,
            self._notices,
            panel,
            *figures,
            self._result,
            css_classes=["neuron"],
            stylesheets=[STYLE],
            sizing_mode="stretch_width",
            margin=0,
        )

"""The roster of models, in the order in which a user meets them."""

from __future__ import annotations

from spiking_core.base import BaseSpikingModel
from spiking_core.models.izhikevich import IzhikevichModel

_ROSTER: tuple[type[BaseSpikingModel], ...] = (IzhikevichModel,)

MODELS: dict[str, type[BaseSpikingModel]] = {model.name: model for model in _ROSTER}

__all__ = ["MODELS", "IzhikevichModel"]

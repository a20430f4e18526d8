"""The roster of models, in the order in which a user meets them."""

from __future__ import annotations

from spiking_core.base import BaseSpikingModel
from spiking_core.models.adex import AdExModel
from spiking_core.models.connor_stevens import ConnorStevensModel
from spiking_core.models.eif import EIFModel
from spiking_core.models.fitzhugh_nagumo import FitzHughNagumoModel
from spiking_core.models.hindmarsh_rose import HindmarshRoseModel
from spiking_core.models.hodgkin_huxley import HodgkinHuxleyModel
from spiking_core.models.inap_ik import PersistentSodiumPotassiumModel
from spiking_core.models.izhikevich import IzhikevichModel
from spiking_core.models.izhikevich2007 import Izhikevich2007Model
from spiking_core.models.lif import LIFModel
from spiking_core.models.mihalas_niebur import MihalasNieburModel
from spiking_core.models.morris_lecar import MorrisLecarModel
from spiking_core.models.qif import QIFModel
from spiking_core.models.wang_buzsaki import WangBuzsakiModel

_ROSTER: tuple[type[BaseSpikingModel], ...] = (
    LIFModel,
    QIFModel,
    EIFModel,
    AdExModel,
    IzhikevichModel,
    Izhikevich2007Model,
    FitzHughNagumoModel,
    MorrisLecarModel,
    HindmarshRoseModel,
    PersistentSodiumPotassiumModel,
    HodgkinHuxleyModel,
    ConnorStevensModel,
    WangBuzsakiModel,
    MihalasNieburModel,
)

MODELS: dict[str, type[BaseSpikingModel]] = {model.name: model for model in _ROSTER}

__all__ = [
    "MODELS",
    "AdExModel",
    "ConnorStevensModel",
    "EIFModel",
    "FitzHughNagumoModel",
    "HindmarshRoseModel",
    "HodgkinHuxleyModel",
    "Izhikevich2007Model",
    "IzhikevichModel",
    "LIFModel",
    "MihalasNieburModel",
    "MorrisLecarModel",
    "PersistentSodiumPotassiumModel",
    "QIFModel",
    "WangBuzsakiModel",
]

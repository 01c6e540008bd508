"""Translation engines behind one interface. No Django here: an engine is made from plain values."""

from consilium.translation.engines.base import BadAnswer, EngineDown, Failed, ModelDamaged, Translator
from consilium.translation.engines.router import ENGLISH, Route, Router

__all__ = ["ENGLISH", "BadAnswer", "EngineDown", "Failed", "ModelDamaged", "Route", "Router", "Translator"]

"""Answers phrased by a language model, let through only when every fact in them stands in the cited sources."""

from knowledge.answers.modelled.budget import Budget
from knowledge.answers.modelled.lock import FactLock, Source
from knowledge.answers.modelled.phraser import Phrased, Phraser

__all__ = ["Budget", "FactLock", "Phrased", "Phraser", "Source"]

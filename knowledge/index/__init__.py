"""Search: documents and approved answers into passages, a question into ranked passages."""

from knowledge.index.fusion import Hit
from knowledge.index.library import Library
from knowledge.index.passage import Passage, chunk

__all__ = ["Hit", "Library", "Passage", "chunk"]

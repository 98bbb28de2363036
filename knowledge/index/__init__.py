"""Search: documents and approved answers into passages, a question into ranked passages."""

from knowledge.index.library import Hit, Library
from knowledge.index.passage import Passage, chunk

__all__ = ["Hit", "Library", "Passage", "chunk"]

"""Documents: pages, handouts and letters as titled sections of plain text."""

from knowledge.documents.model import Document, Section
from knowledge.documents.reading import read

__all__ = ["Document", "Section", "read"]

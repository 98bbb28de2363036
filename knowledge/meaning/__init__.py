"""What a text is about, learnt from examples: which question about a programme, or which matter that pages answer."""

from knowledge.meaning.model import Likeness, Meaning, Meanings, Statements

__all__ = ["Likeness", "Meaning", "Meanings", "Statements"]

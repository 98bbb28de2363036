"""The reminders' own texts in nine languages."""

from pathlib import Path

from knowledge.localize import Texts

TEXTS = Texts(Path(__file__).parent.parent / "locales", "reminders")

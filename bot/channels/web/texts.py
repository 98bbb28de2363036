"""The texts of the pages in nine languages: the delegates', the staff console's, and those about the programme's changes."""

from pathlib import Path

from knowledge.localize import Texts

_LOCALES = Path(__file__).parents[2] / "locales"

TEXTS = Texts(_LOCALES, "web")
CONSOLE = Texts(_LOCALES, "console")
PROGRAMME = Texts(_LOCALES, "programme")

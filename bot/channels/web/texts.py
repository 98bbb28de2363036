"""The texts of the pages in nine languages: the delegates' and, apart, the staff console's."""

from pathlib import Path

from knowledge.localize import Texts

_LOCALES = Path(__file__).parents[2] / "locales"

TEXTS = Texts(_LOCALES, "web")
CONSOLE = Texts(_LOCALES, "console")

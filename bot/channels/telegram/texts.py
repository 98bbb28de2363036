"""The texts of the two bots in nine languages: the delegates' and, apart, the staff's."""

from pathlib import Path

from knowledge.localize import Texts

_LOCALES = Path(__file__).parents[2] / "locales"

TEXTS = Texts(_LOCALES, "telegram")
STAFF = Texts(_LOCALES, "staffbot")

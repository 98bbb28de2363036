"""Languages in names: "title.zh", "Title (German)", "visa.de.md"."""

import re
from collections.abc import Mapping
from functools import lru_cache

from knowledge.event import LocalizedText
from knowledge.localize import LANGUAGES

CODES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es"  # noqa: SIM905
    " et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki"
    " kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no"
    " nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te"
    " tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
"""ISO 639-1."""


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from babel import Locale

    named: dict[str, str] = {}
    for code in LANGUAGES:
        for language, name in Locale.parse(code).languages.items():
            if language in CODES:
                named.setdefault(name.casefold(), language)
    return named


def language_code(tag: str) -> str:
    """The ISO 639-1 code of a tag or of a language's name in one of our languages ("zh-Hans", "German"); "" if none."""
    word = tag.strip().casefold()
    code = re.split(r"[-_]", word)[0]
    if code in CODES and re.fullmatch(r"[a-z]{2}([-_][a-z0-9]{2,8})*", word):
        return code
    nameable = len(word) > 3 or (len(word) > 1 and not word.isascii())
    return _names().get(word, "") if nameable else ""


def split_language(heading: str) -> tuple[str, str]:
    """A column's heading without its language, and the language: ("title", "zh"); ("title", "") when it has none."""
    match = re.fullmatch(r"(.+?)\s*[(\[（]([^()\[\]（）]+)[)\]）]\s*", heading) or re.fullmatch(
        r"(.+?)\s*[.:_|\-]\s*([A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?)", heading
    )
    match = match or re.fullmatch(r"(.+?)\s+([A-Z]{2})", heading)
    code = language_code(match[2]) if match else ""
    return (match[1].strip(), code) if match and code else (heading.strip(), "")


def localized(texts: Mapping[str, str]) -> LocalizedText:
    """The non-empty texts, without surrounding blanks."""
    return LocalizedText({code: text.strip() for code, text in texts.items() if text.strip()})

"""Texts, dates, times, durations and lists in the nine languages: gettext catalogues read with Babel."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from babel import Locale, dates, lists, numbers
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LANGUAGES = ("en", "zh", "fr", "fi", "de", "el", "ko", "th", "tr")
"""ISO 639-1 codes of the languages the product speaks."""

SECOND = ("en",)
"""In which language a page is shown to someone whose own it lacks, when it has that one."""

NATIVE_NAMES = {
    "en": "English",
    "zh": "中文",
    "fr": "Français",
    "fi": "Suomi",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "ko": "한국어",
    "th": "ไทย",
    "tr": "Türkçe",
}
"""Each language as its speakers write it."""

CLDR_NAMES = {"zh": "zh_Hans_CN", "en": "en_GB"}
"""Where the bare language code would pick another country's date order."""

DAY_PATTERNS = {
    "en": "EEEE, d MMMM",
    "zh": "M月d日EEEE",
    "fr": "EEEE d MMMM",
    "fi": "EEEE d. MMMM",
    "de": "EEEE, d. MMMM",
    "el": "EEEE d MMMM",
    "ko": "M월 d일 EEEE",
    "th": "EEEEที่ d MMMM",
    "tr": "d MMMM EEEE",
}
"""CLDR's full date of each language without the year; its skeletons shorten the weekday in most of them."""


def spoken(language: str) -> str:
    """The language of ours nearest to a tag such as "de-CH" or "zh_TW"; English when there is none."""
    code = language.replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else "en"


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    code = spoken(language)
    return Locale.parse(CLDR_NAMES.get(code, code))


def _catalogue(path: Path, language: str) -> Catalog | None:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language)
    except FileNotFoundError:  # its English ids are shown
        return None


class Texts:
    """The texts of one domain: `<folder>/<language>/<domain>.po`, with English message ids.

    A text missing in a language falls back to its English id; `make check` refuses such gaps.
    """

    def __init__(self, folder: Path, domain: str) -> None:
        self._folder, self._domain = folder, domain
        self._loaded: dict[str, Catalog | None] = {}

    def text(self, language: str, message: str, /, **values: object) -> str:
        """The message in this language with its `{name}` fields filled in."""
        found = self._lookup(language, message)
        return (found or message).format(**values) if values else (found or message)

    def plural(self, language: str, one: str, many: str, count: int, /, **values: object) -> str:
        """The form of the message that fits `count`, which also fills `{count}`."""
        catalogue = self._load(language)
        entry = catalogue.get(one) if catalogue else None
        forms = entry.string if entry and isinstance(entry.string, (tuple, list)) else ()
        form = forms[self._form(catalogue, count, len(forms))] if catalogue and forms and all(forms) else ""
        return (form or (one if count == 1 else many)).format(count=count, **values)

    def _lookup(self, language: str, message: str) -> str:
        catalogue = self._load(language)
        entry = catalogue.get(message) if catalogue else None
        return entry.string if entry and isinstance(entry.string, str) else ""

    def _load(self, language: str) -> Catalog | None:
        code = spoken(language)
        if code not in self._loaded:
            self._loaded[code] = _catalogue(self._folder / code / f"{self._domain}.po", code)
        return self._loaded[code]

    @staticmethod
    def _form(catalogue: Catalog, count: int, forms: int) -> int:
        if catalogue.num_plurals == 1 or forms == 1:
            return 0
        if catalogue.locale is not None and catalogue.locale.language == "fr":
            return 0 if count in (0, 1) else 1
        return 0 if count == 1 else 1


def day(value: date, language: str) -> str:
    """The weekday and date without the year: "Wednesday, 7 January", "1月7日星期三"."""
    return dates.format_date(value, DAY_PATTERNS[spoken(language)], locale=_locale(language))


@lru_cache(maxsize=512)
def short_day(value: date, language: str) -> str:
    """The abbreviated weekday and date: "Wed, 7 Jan"."""
    return dates.format_skeleton("MMMEd", value, locale=_locale(language))


def clock(value: datetime | time, language: str) -> str:
    """Hours and minutes on a 24-hour clock, as signs and tickets show them at international events: "14:30"."""
    return f"{value.hour:02d}:{value.minute:02d}"


def span(start: datetime, end: datetime, language: str) -> str:
    """ "14:30–15:15", or just "14:30" when no end is known; both already in the zone to show."""
    return clock(start, language) if end <= start else f"{clock(start, language)}–{clock(end, language)}"


def duration(length: timedelta, language: str) -> str:
    """Hours and minutes in words: "1 hour, 30 minutes"."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    locale = _locale(language)
    said = []
    if hours:
        said.append(dates.format_timedelta(timedelta(hours=hours), "hour", threshold=10_000, locale=locale))
    if minutes:
        said.append(dates.format_timedelta(timedelta(minutes=minutes), "minute", threshold=10_000, locale=locale))
    return " ".join(said) or dates.format_timedelta(timedelta(0), "minute", locale=locale)


def join(parts: Sequence[str], language: str) -> str:
    """The parts as a sentence lists them: "a, b and c"."""
    return lists.format_list(list(parts), locale=_locale(language))


def number(value: float, language: str) -> str:
    """The number with the language's separators."""
    return numbers.format_decimal(value, locale=_locale(language))


def zone_name(moment: datetime, language: str) -> str:
    """The zone of an aware moment as people call it: "China Standard Time"."""
    return dates.get_timezone_name(moment, width="long", locale=_locale(language))

"""Pages: templates filled in the reader's language, with times on the event's clocks."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.channels.web.maps import map_link
from bot.channels.web.parts import Application
from bot.channels.web.texts import CONSOLE, PROGRAMME, TEXTS
from knowledge.event import Event, LocalizedText
from knowledge.localize import LANGUAGES, NATIVE_NAMES, clock, day, duration, join, short_day, span, spoken, zone_name

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
_LINK = re.compile(r"https?://[^\s<>\"'）)]+[^\s<>\"'）).,;:!?。，]|[\w.+-]+@[\w-]+\.[\w.-]*\w|\+\d[\d ]{7,}\d")
_LEAD = re.compile(r"(\d+)([hm])")
EVENING_BEFORE = "evening before"


class Pages:
    """Renders templates. `version` changes with the static files, which may therefore be kept forever."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self.version = _version()
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"linked": linked, "lead_name": lead_name}

    def fragment(self, template: str, language: str, **values: Any) -> str:
        """The template as text."""
        return self._environment.get_template(template).render(**self._words(language), **values)

    def page(self, template: str, language: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The template as a response."""
        return HTMLResponse(self.fragment(template, language, **values), status)

    def _words(self, language: str) -> Mapping[str, Any]:
        event = self._application.programme.event
        return {
            "t": partial(TEXTS.text, language),
            "c": partial(CONSOLE.text, language),
            "plural": partial(CONSOLE.plural, language),
            "p": partial(PROGRAMME.text, language),
            "p_plural": partial(PROGRAMME.plural, language),
            "texts_in": lambda other: partial(TEXTS.text, spoken(other or language)),
            "native": partial(_in_local_language, event),
            "say": lambda text: say(text, language, event),
            "language": language,
            "languages": {code: NATIVE_NAMES[code] for code in _offered(event)},
            "native_names": NATIVE_NAMES,
            "event": event,
            "zone": zone_name(event.local(self._application.clock.now()), language),
            "at": lambda moment: clock(event.local(moment), language),
            "span": lambda item: span(event.local(item.start), event.local(item.end), language),
            "day": lambda value: day(_date(event, value), language),
            "short_day": lambda value: short_day(_date(event, value), language),
            "length": lambda value: duration(value, language),
            "join": lambda parts: join(parts, language),
            "map_link": lambda venue: map_link(venue, event, language),
            "static": lambda name: f"/static/{self.version}/{name}",
            "strip": self._strip(language),
        }

    def _strip(self, language: str) -> Mapping[str, Any] | None:
        """What a page needs to show the rehearsal's running time; None in earnest."""
        watch, event = self._application.clock, self._application.programme.event
        if not watch.rehearsal:
            return None
        local = event.local(watch.now())
        ahead = [short_day(local.date() + timedelta(days=n), language) for n in range(10)]
        second = watch.real(timedelta(days=1)).total_seconds()
        return {
            "time": f"{ahead[0]} {clock(local, language)}",
            "seconds": local.hour * 3600 + local.minute * 60 + local.second,
            "days": ahead,
            "speed": f"{86_400 / second:g}" if second else "",
        }


def say(text: LocalizedText, language: str, event: Event) -> str:
    """The text in the reader's language, else in the event's, else in any."""
    return text.best(language, event.language)


def lead_name(lead: str, language: str) -> str:
    """A lead time in words: "45m" is "45 minutes"."""
    if found := _LEAD.fullmatch(lead):
        amount, unit = int(found[1]), found[2]
        return duration(timedelta(hours=amount) if unit == "h" else timedelta(minutes=amount), language)
    return TEXTS.text(language, "The evening before") if lead == EVENING_BEFORE else lead


def linked(text: str) -> Markup:
    """The text escaped, with its web addresses, e-mail addresses and international phone numbers made tappable."""
    parts, last = [], 0
    for found in _LINK.finditer(text):
        parts += [escape(text[last : found.start()]), _anchor(found.group())]
        last = found.end()
    return Markup("").join([*parts, escape(text[last:])])


def _anchor(found: str) -> Markup:
    if found.startswith("http"):
        return Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(found, found)
    address = f"mailto:{found}" if "@" in found else "tel:" + found.replace(" ", "")
    return Markup('<a href="{}">{}</a>').format(address, found)


def _in_local_language(event: Event, message: str) -> str:
    """One of our texts in the language spoken where the event is."""
    return TEXTS.text(spoken(event.local_language or event.language), message)


def _offered(event: Event) -> tuple[str, ...]:
    return tuple(code for code in event.languages if code in LANGUAGES) or LANGUAGES


def _date(event: Event, value: date | datetime) -> date:
    return event.day(value) if isinstance(value, datetime) else value


def _version() -> str:
    total = hashlib.sha256()
    for file in sorted(STATIC.rglob("*")):
        total.update(file.read_bytes() if file.is_file() else b"")
    return total.hexdigest()[:10]

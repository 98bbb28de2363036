"""The agenda as pages of one message: a day at a time, a few items a page, stars and the way around below. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.channels.telegram.buttons import Button, Rows, in_rows, pack, rows, short
from bot.channels.telegram.markup import bold, escape, italic
from bot.channels.telegram.texts import TEXTS
from bot.people.model import Delegate
from knowledge.answers.voice import Voice
from knowledge.event import Event, Item
from knowledge.localize import day as day_name
from knowledge.localize import short_day

AGENDA, STAR = "g", "t"
PAGE = 6
"""Items a page; a phone screen holds no more."""


@dataclass(frozen=True)
class Page:
    """Which page: `whole` shows everything, not only what concerns the delegate."""

    day: date
    whole: bool = False
    number: int = 0

    def data(self) -> str:
        """As callback data carries it."""
        return f"{self.day:%Y%m%d}{'w' if self.whole else 'm'}{self.number}"


def page_from(text: str) -> Page | None:
    """The page that callback data names; None when it names none."""
    try:
        day, number = date(int(text[:4]), int(text[4:6]), int(text[6:8])), int(text[9:])
    except ValueError:
        return None
    return Page(day, text[8] == "w", number) if text[8] in "wm" and 0 <= number < 1_000 else None


def nearest_day(event: Event, day: date) -> date:
    """The day itself when the event has it, else the event's nearest."""
    days = event.days() or (day,)
    return min(days, key=lambda one: (abs(one - day), one))


def is_reminded(event: Event, delegate: Delegate, item: Item) -> bool:
    """Whether the delegate hears of this item ahead of it."""
    chosen = delegate.preferences
    if item.id in chosen.muted or not chosen.reminders or item.cancelled:
        return False
    return item.id in chosen.starred or item.concerns(delegate.delegation, delegate.id)


@dataclass(frozen=True)
class Agenda:
    """The pages of one delegate in one language."""

    event: Event
    delegate: Delegate
    language: str

    def items(self, page: Page) -> tuple[Item, ...]:
        """Everything of that day that the page's list holds; cancelled items stay, to be seen as such."""
        starred = set(self.delegate.preferences.starred)
        return tuple(
            item
            for item in self.event.items
            if self.event.day(item.start) == page.day
            and (page.whole or item.id in starred or item.concerns(self.delegate.delegation, self.delegate.id))
        )

    def show(self, page: Page) -> tuple[str, Rows]:
        """The page's HTML and buttons."""
        every = self.items(page)
        last = max(0, (len(every) - 1) // PAGE)
        page = Page(page.day, page.whole, min(page.number, last))
        shown = every[page.number * PAGE : (page.number + 1) * PAGE]
        return self._text(page, shown, last), self._rows(page, shown, last)

    def _text(self, page: Page, shown: Sequence[Item], last: int) -> str:
        title = self._t("Whole programme") if page.whole else self._t("My agenda")
        counted = f" · {page.number + 1}/{last + 1}" if last else ""
        lines = [bold(f"{title} · {day_name(page.day, self.language)}{counted}")]
        lines += [self._entry(number, item) for number, item in enumerate(shown, 1)]
        if not shown:
            lines.append(escape(self._t("Nothing is planned for you on this day.")))
        else:
            lines.append(italic(self._t("⭐ = you are reminded. Tap a number to change it.")))
        return "\n\n".join(lines)

    def _entry(self, number: int, item: Item) -> str:
        voice = Voice(self.event, self.language)
        star = " ⭐" if is_reminded(self.event, self.delegate, item) else ""
        head = f"{number}. {voice.span(item)}{star}"
        title = escape(voice.title(item))
        if item.cancelled:
            title = f"<s>{title}</s> – {escape(voice.say('cancelled'))}"
        return "\n".join(filter(None, (bold(head), title, escape(voice.place(item)))))

    def _rows(self, page: Page, shown: Sequence[Item], last: int) -> Rows:
        stars = [self._star(page, number, item) for number, item in enumerate(shown, 1) if not item.cancelled]
        other = Page(page.day, not page.whole)
        switch = Button(self._t("My agenda") if page.whole else self._t("Whole programme"), pack(AGENDA, other.data()))
        return in_rows(stars, 6) + rows(self._pages(page, last), self._days(page), [switch])

    def _star(self, page: Page, number: int, item: Item) -> Button:
        on = is_reminded(self.event, self.delegate, item)
        return Button(f"{number} {'⭐' if on else '☆'}", pack(STAR, f"{page.data()}:{short(item.id)}"))

    def _pages(self, page: Page, last: int) -> list[Button]:
        found = []
        if page.number:
            found.append(Button("▲", pack(AGENDA, Page(page.day, page.whole, page.number - 1).data())))
        if page.number < last:
            found.append(Button("▼", pack(AGENDA, Page(page.day, page.whole, page.number + 1).data())))
        return found

    def _days(self, page: Page) -> list[Button]:
        days = self.event.days()
        found = []
        for step, before, after in ((-1, "‹ ", ""), (1, "", " ›")):
            day = page.day + timedelta(days=step)
            if day in days:
                name = f"{before}{short_day(day, self.language)}{after}"
                found.append(Button(name, pack(AGENDA, Page(day, page.whole).data())))
        return found

    def _t(self, message: str) -> str:
        return TEXTS.text(self.language, message)

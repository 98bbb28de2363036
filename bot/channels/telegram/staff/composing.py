"""An announcement while it is being written: what is known so far and the panel that shows it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from bot.broadcasts.model import Broadcast, Draft, Preview
from bot.channels.telegram.buttons import Button, Rows, in_rows, label, pack
from bot.channels.telegram.markup import bold, escape, italic
from bot.channels.telegram.texts import STAFF
from bot.delivery.model import Attachment, Lane
from knowledge.event import Event
from knowledge.localize import LANGUAGES, NATIVE_NAMES, clock, short_day

PAGE, AUDIENCE, OPTION, SEND, DISCARD = "bp", "ba", "bo", "bs", "bd"
EVERYONE = "everyone"
LONGEST_TEXT = 3_500
_SOON = (15, 60)
"""Minutes from now that are offered for later."""

_ITEMS = 20


@dataclass(frozen=True)
class Composing:
    """`asking` is the language that the next message is the text of, "time" for the moment to send, or "". `key` tells
    this announcement from another one written in the same chat."""

    key: str
    texts: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    attachment: Attachment | None = None
    audience: tuple[str, ...] = ()
    lane: Lane = Lane.BROADCAST
    acknowledge: bool = False
    scheduled_at: datetime | None = None
    asking: str = ""
    page: str = ""
    panel: int = 0
    correcting: int = 0

    def draft(self) -> Draft:
        """What would be sent."""
        return Draft(
            texts=self.texts,
            source=self.source,
            audience=",".join(self.audience) or EVERYONE,
            lane=self.lane,
            acknowledge=self.acknowledge,
            scheduled_at=self.scheduled_at,
            attachment=self.attachment,
        )

    def with_text(self, language: str, text: str) -> "Composing":
        """The first text decides what readers of other languages get."""
        return replace(self, texts={**self.texts, language: text}, source=self.source or language, asking="")

    def toggled(self, part: str) -> "Composing":
        """One more part of the audience, or one less; everyone leaves no room for others."""
        if part in self.audience:
            return replace(self, audience=tuple(one for one in self.audience if one != part))
        if part == EVERYONE:
            return replace(self, audience=(EVERYONE,))
        return replace(self, audience=(*(one for one in self.audience if one != EVERYONE), part))


def option(composing: Composing, choice: str, event: Event, now: datetime) -> Composing:
    """The announcement after a tap on an option; unchanged when it makes no sense."""
    name, _, rest = choice.partition(":")
    if name == "lane":
        return replace(composing, lane=Lane.BROADCAST if composing.lane is Lane.URGENT else Lane.URGENT)
    if name == "ack":
        return replace(composing, acknowledge=not composing.acknowledge)
    if name == "when":
        return replace(composing, scheduled_at=_moment(rest, event, now), asking="time" if rest == "ask" else "")
    if name == "text" and rest in LANGUAGES:
        return replace(composing, asking=rest)
    return composing


def _moment(choice: str, event: Event, now: datetime) -> datetime | None:
    if choice.isdecimal() and len(choice) < 5:
        return now + timedelta(minutes=int(choice))
    if choice == "morning":
        day = event.day(now) + timedelta(days=1)
        return datetime.combine(day, time(8), event.zone).astimezone(UTC)
    return None


def parse_moment(text: str, event: Event, now: datetime) -> datetime | None:
    """ "14:30" today or "2026-01-07 14:30", on the event's clocks; None for anything else or the past."""
    text = text.strip()
    try:
        if len(text) <= 5:
            moment = datetime.combine(event.day(now), time.fromisoformat(text.zfill(5)), event.zone)
        else:
            moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=event.zone)).astimezone(UTC)
    return moment if moment > now else None


@dataclass(frozen=True)
class Panel:
    """Draws the panel in one language."""

    event: Event
    language: str
    now: datetime
    latest: Sequence[Broadcast] = ()

    def t(self, message: str, /, **values: object) -> str:
        return STAFF.text(self.language, message, **values)

    def parts(self) -> Iterator[tuple[str, str, str]]:
        """Every part an audience can have: the page it stands on, itself, its name."""
        yield "audience", EVERYONE, self.t("Everyone")
        for delegation in self.event.delegations:
            yield "delegations", f"delegation:{delegation.id}", delegation.name.best(self.language, self.event.language)
        for code in LANGUAGES:
            yield "languages", f"language:{code}", NATIVE_NAMES[code]
        for item in self.event.items:
            if item.end > self.now and not item.cancelled:
                start = self.event.local(item.start)
                when = f"{short_day(start.date(), self.language)} {clock(start, self.language)}"
                yield "items", f"item:{item.id}", f"{when} {item.title.best(self.language, self.event.language)}"
        for one in self.latest:
            if one.draft.acknowledge:
                text = one.draft.texts.get(one.draft.source, "")
                yield (
                    "missing",
                    f"unacknowledged:{one.id}",
                    self.t("Not confirmed no. {number}: {text}", number=one.id, text=text[:40]),
                )

    def show(self, composing: Composing, preview: Preview | None = None) -> tuple[str, Rows]:
        """The panel's HTML and buttons."""
        if composing.page in ("audience", "delegations", "languages", "items", "missing"):
            return self._head(composing, self.t("Who gets it?")), self._audience(composing)
        if composing.page == "options":
            return self._head(composing, self.t("How and when?")), self._options(composing)
        if composing.page == "preview" and preview is not None:
            return self._preview(composing, preview), self._confirm(composing)
        return bold(self.t("New announcement")) + "\n" + escape(self.ask(composing)), ((self._discard(),),)

    def ask(self, composing: Composing) -> str:
        """What the next message should be."""
        if composing.asking == "time":
            return self.t("Write the time: 14:30, or 2026-01-07 14:30 (event time).")
        if composing.asking:
            return self.t("Write the text in {language}.", language=NATIVE_NAMES[composing.asking])
        return self.t("Send me the text, or a photo, document or place with its text.")

    def _head(self, composing: Composing, question: str) -> str:
        text = composing.texts.get(composing.source, "")
        cut = text if len(text) <= 300 else text[:300] + "…"
        return "\n\n".join((bold(question), escape(cut), italic(self._summary(composing))))

    def _summary(self, composing: Composing) -> str:
        names = {part: name for _, part, name in self.parts()}
        chosen = ", ".join(names.get(part, part) for part in composing.audience) or "–"
        said = [self.t("To: {audience}", audience=chosen)]
        said.append(self.t("Urgent") if composing.lane is Lane.URGENT else self.t("Normal"))
        if composing.acknowledge:
            said.append(self.t("must be confirmed"))
        if composing.scheduled_at:
            local = self.event.local(composing.scheduled_at)
            said.append(f"{short_day(local.date(), self.language)} {clock(local, self.language)}")
        if composing.attachment:
            said.append({"photo": "🖼", "document": "📎", "location": "📍"}[composing.attachment.kind])
        return " · ".join(said)

    def _audience(self, composing: Composing) -> Rows:
        shown = [one for one in self.parts() if one[0] == composing.page][:_ITEMS]
        ticks = [
            Button(label(f"{'✅' if part in composing.audience else '⬜'} {name}"), pack(AUDIENCE, part))
            for _, part, name in shown
        ]
        wide = 1 if composing.page in ("items", "missing") else 2
        if composing.page != "audience":
            return (*in_rows(ticks, wide), (self._to("audience", "‹ " + self.t("Back")),))
        pages = {
            "delegations": self.t("Delegations"),
            "languages": self.t("Languages"),
            "items": self.t("Participants"),
        }
        if any(one.draft.acknowledge for one in self.latest):
            pages["missing"] = self.t("Not confirmed")
        more = [self._to(page, f"{name} ›") for page, name in pages.items()]
        go = [self._to("options", self.t("Continue") + " ›")] if composing.audience else []
        return (*in_rows(ticks, 1), *in_rows(more, 2), (self._discard(), *go))

    def _options(self, composing: Composing) -> Rows:
        urgent, later = composing.lane is Lane.URGENT, composing.scheduled_at
        when = [("now", self.t("Now"))]
        when += [(str(minutes), self.t("In {minutes} min", minutes=minutes)) for minutes in _SOON]
        when += [("morning", self.t("Tomorrow 8:00")), ("ask", self.t("Another time"))]
        moments = [
            Button(("✅ " if choice == "now" and not later else "") + name, pack(OPTION, f"when:{choice}"))
            for choice, name in when
        ]
        other = [
            Button(("✅ " if code in composing.texts else "") + NATIVE_NAMES[code], pack(OPTION, f"text:{code}"))
            for code in LANGUAGES
        ]
        return (
            (Button(f"{'✅' if urgent else '⬜'} " + self.t("Urgent, quiet hours too"), pack(OPTION, "lane")),),
            (
                Button(
                    f"{'✅' if composing.acknowledge else '⬜'} " + self.t("Readers must confirm"), pack(OPTION, "ack")
                ),
            ),
            *in_rows(moments, 3),
            *in_rows(other, 3),
            (self._to("audience", "‹ " + self.t("Back")), self._to("preview", self.t("Preview") + " ›")),
        )

    def _preview(self, composing: Composing, preview: Preview) -> str:
        lines = [bold(self.t("Preview")), italic(self._summary(composing))]
        for code in composing.texts:
            count = preview.by_language.get(code, 0)
            text = composing.texts[code]
            share = max(200, LONGEST_TEXT // len(composing.texts))
            lines.append(
                f"{bold(f'{NATIVE_NAMES[code]} ({count})')}\n{escape(text if len(text) <= share else text[:share] + '…')}"
            )
        lines.append(escape(self.t("Recipients: {count}", count=preview.recipients)))
        if preview.unopened or preview.unreachable:
            lines.append(
                escape(
                    self.t(
                        "{unopened} have never opened it, {unreachable} cannot be reached",
                        unopened=preview.unopened,
                        unreachable=preview.unreachable,
                    )
                )
            )
        return "\n\n".join(lines)

    def _confirm(self, composing: Composing) -> Rows:
        send = Button("📣 " + self.t("Send"), pack(SEND, composing.key))
        return ((send,), (self._to("options", "‹ " + self.t("Back")), self._discard()))

    def _to(self, page: str, name: str) -> Button:
        return Button(name, pack(PAGE, page))

    def _discard(self) -> Button:
        return Button("✖ " + self.t("Discard"), pack(DISCARD))

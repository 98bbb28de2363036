"""What a message looks like in Telegram: HTML parts and buttons, from what the conversation or the outbox says. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.channels.telegram.buttons import Button, Rows, in_rows, label, pack, rows
from bot.channels.telegram.markup import TEXT_LIMIT, bold, escape, italic, split
from bot.channels.telegram.texts import TEXTS
from bot.conversation.model import Reply
from bot.delivery.model import Content
from knowledge.answers.model import Action, ActionKind, AnswerKind
from knowledge.answers.voice import short

MAP, DRIVER, CALENDAR, REMIND, MUTE, ASK, STAFF, CLOSE = "m", "d", "c", "r", "n", "q", "s", "x"
HELPFUL, UNHELPFUL, ACKNOWLEDGE = "y", "u", "a"

_RATED = (AnswerKind.PROGRAMME, AnswerKind.VENUE, AnswerKind.DOCUMENT, AnswerKind.APPROVED)
_HEADINGS = {
    "reminder": ("⏰", "Reminder"),
    "digest": ("📅", "Your day"),
    "broadcast": ("📣", "Announcement"),
    "change": ("🔄", "Change"),
    "correction": ("❗", "Correction"),
    "staff": ("👤", "From the staff"),
}
_TARGETED = {ActionKind.MAP: MAP, ActionKind.DRIVER: DRIVER, ActionKind.CALENDAR: CALENDAR}
_ROOM = 400
"""UTF-16 units of a part left free for its heading and sources."""


@dataclass(frozen=True)
class View:
    """HTML of one message or more, the buttons below the last."""

    parts: tuple[str, ...]
    rows: Rows = ()


def reply_view(reply: Reply, reminded: Callable[[str], bool]) -> View:
    """An answer with its source, what can be done about it, and whether it helped."""
    parts = [escape(part) for part in split(reply.text, TEXT_LIMIT - _ROOM)]
    if source := _source(reply):
        parts[-1] += f"\n\n{source}"
    offered = action_rows(reply.content.actions, reply.language, reminded)
    return View(tuple(parts), (*offered, *_rating(reply)))


def dressed(text: str, language: str, content: Content) -> View:
    """An unasked message under its heading."""
    kind = content.kind
    parts = [escape(part) for part in split(text, TEXT_LIMIT - _ROOM)] or [""]
    if kind in _HEADINGS:
        sign, heading = _HEADINGS[kind]
        parts[0] = f"{sign} {bold(TEXTS.text(language, heading))}\n{parts[0]}".strip()
    offered = action_rows(content.actions, language, lambda _: kind in ("reminder", "digest"))
    confirm = []
    if content.acknowledge is not None:
        confirmed = "✅ " + TEXTS.text(language, "I have read this")
        confirm.append(Button(confirmed, pack(ACKNOWLEDGE, str(content.acknowledge))))
    return View(tuple(parts), rows(confirm) + offered)


def _source(reply: Reply) -> str:
    """The line that names the sources, those left out that the text names itself."""
    cited = [one.title for one in reply.content.citations if one.quote and one.title]
    titles = list(dict.fromkeys(short(title, 120) for title in cited if short(title, 80).rstrip("…") not in reply.text))
    named = " · ".join(titles[:2])
    return italic(TEXTS.text(reply.language, "Source: {title}", title=named)) if named else ""


def action_rows(actions: Sequence[Action], language: str, reminded: Callable[[str], bool]) -> Rows:
    """The actions as buttons: short ones side by side, questions below each other."""
    short = [_button(one, language, reminded) for one in actions if one.kind is not ActionKind.ASK]
    asks = [Button(label(a.label or a.target), pack(ASK, a.target)) for a in actions if a.kind is ActionKind.ASK]
    return in_rows(_distinct(short), 2) + in_rows(_distinct(asks), 1)


def _distinct(buttons: Iterable[Button]) -> list[Button]:
    return list({button.data: button for button in buttons}.values())


def _button(action: Action, language: str, reminded: Callable[[str], bool]) -> Button:
    if action.kind is ActionKind.STAFF:
        if action.target == "close":
            return Button("✔️ " + TEXTS.text(language, "Thank you, that is all"), pack(CLOSE))
        return Button("🙋 " + TEXTS.text(language, "Ask a person"), pack(STAFF))
    if action.kind is ActionKind.REMIND:
        return remind_button(action.target, language, on=reminded(action.target))
    names = {
        ActionKind.MAP: "🗺 " + TEXTS.text(language, "Map"),
        ActionKind.DRIVER: "🚕 " + TEXTS.text(language, "For the driver"),
        ActionKind.CALENDAR: "📅 " + TEXTS.text(language, "Calendar"),
    }
    return Button(names[action.kind], pack(_TARGETED[action.kind], action.target))


def remind_button(item: str, language: str, *, on: bool) -> Button:
    """Remind of an item that is not reminded of, and the other way round."""
    if on:
        return Button("🔕 " + TEXTS.text(language, "Don’t remind me"), pack(MUTE, item))
    return Button("⏰ " + TEXTS.text(language, "Remind me"), pack(REMIND, item))


def _rating(reply: Reply) -> Rows:
    if reply.answer is None or reply.answer.kind not in _RATED:
        return ()
    person = Button("🙋 " + TEXTS.text(reply.language, "Ask a person"), pack(STAFF))
    return ((Button("👍", pack(HELPFUL)), Button("👎", pack(UNHELPFUL)), person),)

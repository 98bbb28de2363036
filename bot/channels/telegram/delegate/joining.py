"""Coming in: invitation or open access, consent in one tap, the language."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart, invert_f
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.buttons import Button, Rows, in_rows, pack, resolve
from bot.channels.telegram.delegate.filters import from_stranger, from_undecided, rest_of, tapped
from bot.channels.telegram.delegate.talk import answer
from bot.channels.telegram.delegate.visit import Visit, message_of
from bot.channels.telegram.markup import bold, escape, italic
from bot.delivery.service import Outbox
from bot.errors import NotAllowed
from bot.people.model import Channel
from knowledge.localize import LANGUAGES, NATIVE_NAMES

CONSENT, LANGUAGE, FORGET = "k", "l", "f"
LONGEST_NAME = 80
_FREE_COMMANDS = Command("language", "help", "mydata", "forget")


class Joining:
    """Keeps the question of somebody who has not agreed yet, and answers it once they have."""

    def __init__(self) -> None:
        self._waiting: dict[int, str] = {}

    def router(self) -> Router:
        router = Router(name="joining")
        router.message.register(start, CommandStart())
        router.message.register(stranger, from_stranger)
        router.callback_query.register(stranger_tap, from_stranger)
        router.callback_query.register(self.agree, tapped(CONSENT))
        router.callback_query.register(choose_language, tapped(LANGUAGE))
        router.message.register(offer_languages, Command("language"))
        router.message.register(self.ask_consent, from_undecided, ~_FREE_COMMANDS)
        router.callback_query.register(self.ask_consent_again, from_undecided, invert_f(tapped(FORGET)))
        return router

    async def ask_consent(self, message: Message, visit: Visit) -> None:
        """They may ask as soon as they have agreed; what they asked is kept for then."""
        text = message.text or message.caption or ""
        if text and not text.startswith("/"):
            self._waiting[visit.chat] = text
        await visit.say(escape(consent_text(visit)), consent_rows(visit))

    async def ask_consent_again(self, query: CallbackQuery, visit: Visit) -> None:
        await visit.toast(query)
        await visit.say(escape(consent_text(visit)), consent_rows(visit))

    async def agree(self, query: CallbackQuery, visit: Visit) -> None:
        """Note the consent; then answer, or say what can be asked."""
        await visit.parts.people.consent(visit.known.id)
        await visit.toast(query, visit.t("Thank you."))
        await visit.rebutton(message_of(query), ())
        if question := self._waiting.pop(visit.chat, ""):
            await answer(visit, question)
        else:
            await visit.say(escape(what_to_ask(visit)), agenda_row(visit))


async def start(message: Message, command: CommandObject, visit: Visit) -> None:
    """Let them in: by their invitation, because we know them, or because access is open."""
    payload = (command.args or "").strip()
    delegate = visit.delegate
    if payload:
        try:
            delegate = await visit.parts.people.accept(payload, Channel.TELEGRAM, str(visit.chat))
        except NotAllowed:
            if delegate is None and not _open(visit):
                await visit.say(
                    escape(visit.t("This invitation is not valid. Please ask the organisers for a new one."))
                )
                return
    if delegate is None:
        await stranger(message, visit)
        return
    if not delegate.language:
        await visit.parts.people.choose_language(delegate.id, visit.language)
    await Outbox(visit.parts.database, visit.parts.clock, visit.parts.live).revive(delegate.id)
    await welcome(visit.as_(await visit.parts.people.delegate(delegate.id)))


def _open(visit: Visit) -> bool:
    return visit.parts.config.access.mode == "open"


async def stranger(message: Message, visit: Visit) -> None:
    """Somebody we do not know: let them in where anyone may come, else say how."""
    if _open(visit):
        people = visit.parts.people
        joined = await people.join(Channel.TELEGRAM, str(visit.chat), visit.name[:LONGEST_NAME], visit.language)
        await welcome(visit.as_(joined))
        return
    await visit.say(
        escape(visit.t("This assistant is for invited delegates. Please open your personal invitation link."))
    )


async def stranger_tap(query: CallbackQuery, visit: Visit) -> None:
    await visit.toast(query, visit.t("Please press /start first."))


async def welcome(visit: Visit) -> None:
    """Who we are, that it is a rehearsal if so, and what to agree to."""
    name = visit.own(visit.event.name)
    lines = [
        bold(visit.t("Welcome, {name}!", name=visit.known.name)),
        escape(visit.t("I am the assistant of {event}. Ask me in your own words, in your own language.", event=name)),
    ]
    if visit.parts.clock.rehearsal:
        lines.append(italic(visit.own(visit.event.notice) or visit.t("This is a rehearsal: the clock is not real.")))
    undecided = visit.known.consented_at is None
    lines.append(escape(consent_text(visit) if undecided else what_to_ask(visit)))
    await visit.say("\n\n".join(filter(None, lines)), consent_rows(visit) if undecided else agenda_row(visit))


def consent_text(visit: Visit) -> str:
    return visit.t(
        "Your questions and my answers are kept for this event, and its staff can read them. "
        "/mydata shows what is kept, /forget erases it."
    )


def what_to_ask(visit: Visit) -> str:
    return visit.t("Ask, for example: What is next? Where is dinner? What should I wear? Or open the menu.")


def consent_rows(visit: Visit) -> Rows:
    agree = Button("✅ " + visit.t("I agree"), pack(CONSENT))
    return ((agree,), (Button("🌐 " + visit.t("Language"), pack(LANGUAGE)),))


def agenda_row(visit: Visit) -> Rows:
    return ((Button("📅 " + visit.t("My agenda"), pack("g")),),)


async def offer_languages(message: Message, visit: Visit) -> None:
    """The languages to choose from."""
    await visit.say(escape(visit.t("Choose your language:")), language_rows())


def language_rows() -> Rows:
    return in_rows((Button(NATIVE_NAMES[code], pack(LANGUAGE, code)) for code in LANGUAGES), 3)


async def choose_language(query: CallbackQuery, visit: Visit) -> None:
    """Take over the language; without one, show them all."""
    await visit.toast(query)
    code = resolve(rest_of(query), LANGUAGES)
    if code is None:
        await visit.rebutton(message_of(query), language_rows())
        return
    await visit.parts.people.choose_language(visit.known.id, code)
    chosen = visit.as_(await visit.parts.people.delegate(visit.known.id))
    undecided = chosen.known.consented_at is None
    said = (
        consent_text(chosen)
        if undecided
        else chosen.t("I will write to you in {language}.", language=NATIVE_NAMES[code])
    )
    await chosen.revise(message_of(query), escape(said), consent_rows(chosen) if undecided else agenda_row(chosen))

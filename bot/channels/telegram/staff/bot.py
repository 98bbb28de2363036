"""The staff bot: everything of it, wired."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from telegram import BotCommand, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.channels.telegram.buttons import resolve, unpack
from bot.channels.telegram.intake import Intake, poll
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.staff import composing, edits, overview, questions
from bot.channels.telegram.staff.access import Access
from bot.channels.telegram.staff.acting import SHOW, Acting
from bot.channels.telegram.staff.approvals import Approvals
from bot.channels.telegram.staff.broadcasting import Broadcasting
from bot.channels.telegram.staff.desk import Desk
from bot.channels.telegram.staff.edits import Edits
from bot.channels.telegram.staff.languages import Languages
from bot.channels.telegram.staff.progress import ACT, Watches
from bot.channels.telegram.staff.questions import Cards
from bot.channels.telegram.staff.shift import Shift
from bot.channels.telegram.staff.unsent import Unsent
from bot.channels.telegram.texts import STAFF
from bot.channels.telegram.webhook import Routes
from knowledge.localize import LANGUAGES

ALLOWED = ["message", "callback_query"]
"""The kinds of updates asked for."""

Step = Callable[[Shift, str], Awaitable[None]]
_log = structlog.get_logger(__name__)


class StaffBot:
    """Serves staff and nobody else, apart from the delegates' bot in everything but the database."""

    def __init__(self, parts: Parts, routes: Routes | None = None) -> None:
        self._parts, self._routes = parts, routes
        self._application = _application(parts)
        self._desk = Desk(self._application.bot)
        self._languages = Languages(parts)
        self._watches = Watches(parts, self._desk)
        self._cards = Cards(parts, self._desk, self._languages)
        self._approvals = Approvals(parts, self._desk, self._languages)
        self._unsent = Unsent(parts)
        self._broadcasting = Broadcasting(self._watches, self._unsent)
        self._acting = Acting(self._watches, self._broadcasting)
        self._edits = Edits()
        self._access = Access(parts, self._desk, self._languages, self._forget)
        self._register()
        name = parts.secrets.staff_bot_token.get_secret_value().partition(":")[0]
        self.intake = Intake(parts.database, f"telegram:{name}", self.handle)

    def _forget(self, chat: int) -> None:
        """Drop what somebody without access was writing."""
        self._broadcasting.drop(chat)
        self._edits.drop(chat)

    def _register(self) -> None:
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        add = self._application.add_handler
        add(CommandHandler("start", self._access.sign_in, private))
        for name, step in self._everyones().items():
            add(CommandHandler(name, self._access.staff(_command(step)), private))
        for name, step in self._senders().items():
            add(CommandHandler(name, self._access.staff(_command(step), sender=True), private))
        for code, step in self._taps_of_everyone().items():
            add(CallbackQueryHandler(self._access.staff(_tap(step)), _is(code)))
        for code, step in self._taps_of_senders().items():
            add(CallbackQueryHandler(self._access.staff(_tap(step), sender=True), _is(code)))
        add(CallbackQueryHandler(self._access.staff(_tap(_outdated))))
        add(MessageHandler(private, self._access.staff(self._written)))

    def _everyones(self) -> Mapping[str, Step]:
        return {
            "help": overview.help_,
            "status": overview.status,
            "queue": overview.queue,
            "who": overview.who,
            "language": overview.language,
            "questions": self._cards.list_,
            "broadcasts": self._acting.list_,
        }

    def _senders(self) -> Mapping[str, Step]:
        return {
            "broadcast": self._broadcasting.begin,
            "delay": self._edits.delay,
            "move": self._edits.move,
            "cancel": self._edits.cancel,
        }

    def _taps_of_everyone(self) -> Mapping[str, Step]:
        return {overview.LANGUAGE: self._choose_language, questions.CARD: self._cards.act, SHOW: self._acting.show}

    def _taps_of_senders(self) -> Mapping[str, Step]:
        return {
            composing.PAGE: self._broadcasting.turn,
            composing.AUDIENCE: self._broadcasting.tick,
            composing.OPTION: self._broadcasting.opt,
            composing.SEND: self._broadcasting.send,
            composing.DISCARD: self._broadcasting.discard,
            ACT: self._acting.act,
            edits.CHOOSE: self._edits.choose,
            edits.APPLY: self._edits.apply,
            edits.LEAVE: self._edits.leave,
            overview.RETRY: overview.retry,
        }

    async def _written(self, shift: Shift, update: Update) -> None:
        """A message that is no command: an answer to a question, or a piece of an announcement."""
        message = update.effective_message
        assert message is not None, "only messages come here"
        replied = message.reply_to_message
        number = self._cards.thread_of(shift.chat, replied.message_id) if replied else None
        if number is not None:
            await self._cards.answer(shift, number, message)
        elif self._broadcasting.composing(shift.chat) and shift.member.role.may_broadcast():
            await self._broadcasting.receive(shift, message)
        else:
            hint = shift.t("Reply to the card of a question to answer it, or write /broadcast to announce something.")
            await shift.say(hint)

    async def _choose_language(self, shift: Shift, rest: str) -> None:
        code = resolve(rest, LANGUAGES)
        await shift.toast()
        if code:
            await self._languages.choose(shift.chat, code)
            await shift.revise("✅")

    async def run(self) -> None:
        """Take updates until cancelled, then finish those in work."""
        await self._connect()
        await self._languages.load()
        await self._cards.load()
        await self._unsent.load()
        try:
            async with asyncio.TaskGroup() as group:
                for work in (self.intake, self._cards, self._watches, self._approvals):
                    group.create_task(work.run())
                group.create_task(self._publish())
                if self._routes is None:
                    await poll(lambda offset, seconds: self._desk.fetch(offset, seconds, ALLOWED), self.intake)
        finally:
            await self.intake.drain()
            await self._application.shutdown()

    async def _connect(self) -> None:
        """Say hello to the server, until it answers."""
        wait = 1.0
        while True:
            try:
                await self._application.initialize()
                await self._hook()
                return
            except InvalidToken:
                _log.error("Telegram does not know this token; check STAFF_BOT_TOKEN")
                wait = 60.0
            except TelegramError as error:
                _log.warning("staff bot not connected", reason=type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(60.0, wait * 2)

    async def _hook(self) -> None:
        """Tell the server where to post updates, or that they will be fetched."""
        bot = self._application.bot
        if self._routes is None:
            await bot.delete_webhook()
        else:
            url = self._routes.add("staff", self.intake)
            await bot.set_webhook(url, secret_token=self._routes.secret, allowed_updates=ALLOWED)

    async def _publish(self) -> None:
        """Set the command menu where it is not set yet; failures wait for the next start."""
        try:
            for language in LANGUAGES:
                await self._publish_menu(language)
        except TelegramError as error:
            _log.warning("menu not set", reason=type(error).__name__)

    async def _publish_menu(self, language: str) -> None:
        menu = [BotCommand(name, STAFF.text(language, said)) for name, said in overview.COMMANDS.items()]
        code = None if language == "en" else language
        if tuple(menu) != tuple(await self._application.bot.get_my_commands(language_code=code)):
            await self._application.bot.set_my_commands(menu, language_code=code)

    async def close(self) -> None:
        """Nothing is left open once `run` has ended."""

    async def handle(self, raw: Mapping[str, Any]) -> None:
        """Handle one update; one that makes no sense is dropped."""
        try:
            update = Update.de_json(dict(raw), self._application.bot)
        except Exception as error:  # the library raises whatever the malformed part provokes
            _log.warning("update dropped", update=raw.get("update_id"), reason=type(error).__name__)
            return
        await self._application.process_update(update)
        await self._unsent.save()


def _application(parts: Parts) -> Any:
    token, url = parts.secrets.staff_bot_token.get_secret_value(), parts.config.telegram.api_url.rstrip("/")
    builder = ApplicationBuilder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").updater(None)
    return builder.job_queue(None).concurrent_updates(False).build()


def _command(step: Step) -> Callable[[Shift, Update], Awaitable[None]]:
    async def work(shift: Shift, update: Update) -> None:
        text = (update.effective_message.text or "") if update.effective_message else ""
        await step(shift, text.partition(" ")[2].strip())

    return work


def _tap(step: Step) -> Callable[[Shift, Update], Awaitable[None]]:
    async def work(shift: Shift, update: Update) -> None:
        query = update.callback_query
        await step(shift, unpack(str(query.data or ""))[1] if query else "")

    return work


def _is(code: str) -> Callable[[object], bool]:
    return lambda data: unpack(str(data))[0] == code


async def _outdated(shift: Shift, rest: str) -> None:
    await shift.toast(shift.t("This button is out of date."))

"""Only staff: who writes is checked anew at every message and tap, and so is what their role permits."""

import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from telegram import Update
from telegram.ext import ContextTypes

from bot.channels.telegram.markup import escape
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.staff.desk import Desk
from bot.channels.telegram.staff.languages import Languages
from bot.channels.telegram.staff.shift import Shift
from bot.channels.telegram.texts import STAFF
from bot.conversation.model import Patience, Permission
from bot.errors import ApplicationError, NotAllowed
from bot.people.store import note
from knowledge.localize import spoken

_STRANGERS_PER_MINUTE = 5
Work = Callable[[Shift, Update], Awaitable[None]]
Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
_log = structlog.get_logger(__name__)


class Access:
    """Makes handlers of `work` that only staff reach. `left` is told of a chat whose member has no access any more."""

    def __init__(self, parts: Parts, desk: Desk, languages: Languages, left: Callable[[int], None]) -> None:
        self._parts, self._desk, self._languages, self._left = parts, desk, languages, left
        self._patience = Patience(_STRANGERS_PER_MINUTE)

    def staff(self, work: Work, *, sender: bool = False) -> Handler:
        """A handler for staff; with `sender` only for those who may send announcements and change the programme."""

        async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            shift = await self._shift(update)
            if shift is None:
                await self._turn_away(update)
            elif sender and not shift.member.role.may_broadcast():
                await self._refuse(shift, update)
            else:
                await self._work(shift, update, work)

        return handle

    async def _work(self, shift: Shift, update: Update, work: Work) -> None:
        try:
            await work(shift, update)
        except ApplicationError as error:
            await shift.toast()
            await shift.say(escape(str(error)))
        except Exception:
            _log.exception("staff message not handled")
            await shift.toast()
            await shift.say(escape(shift.t("Something went wrong. Please try again.")))

    async def _shift(self, update: Update) -> Shift | None:
        user, chat = update.effective_user, update.effective_chat
        if user is None or chat is None or chat.type != "private":
            return None
        member = await self._parts.people.staff_at(str(user.id))
        if member is None:
            return None
        await self._languages.seen(chat.id, user.language_code or "")
        query, message = update.callback_query, update.effective_message
        return Shift(
            self._parts,
            self._desk,
            chat.id,
            member,
            self._languages.of(chat.id, member),
            message.message_id if message else 0,
            query.id if query else "",
        )

    async def sign_in(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/start CODE: spend the code; /start alone greets staff."""
        user, chat = update.effective_user, update.effective_chat
        if user is None or chat is None or chat.type != "private":
            return
        code = (context.args or [""])[0]
        if code and not self._patient(chat.id):
            return
        if code:
            try:
                await self._parts.people.sign_in(code, str(user.id))
            except NotAllowed:
                await self._audit(f"telegram:{user.id}", "sign-in refused", update)
        shift = await self._shift(update)
        if shift is None:
            await self._turn_away(update, patient=bool(code))
            return
        await shift.say(escape(shift.t("Welcome, {name}. /help shows what I do.", name=shift.member.name)))

    async def _refuse(self, shift: Shift, update: Update) -> None:
        await self._audit(shift.member.person, "refused", update)
        said = shift.t("Helpers answer questions; ask a sender or an owner to do this.")
        if shift.query:
            await shift.toast(said)
        else:
            await shift.say(escape(said))

    async def _turn_away(self, update: Update, *, patient: bool = False) -> None:
        """Say who this bot is for; a few times a minute, then nothing."""
        chat, user = update.effective_chat, update.effective_user
        if user is not None and update.callback_query:
            await self._audit(f"telegram:{user.id}", "staff button refused", update)
            await self._desk.toast(update.callback_query.id)
        if chat is None or user is None or chat.type != "private":
            return
        self._left(chat.id)
        if not patient and not self._patient(chat.id):
            return
        said = STAFF.text(
            spoken(user.language_code or ""), "This bot is for staff. Sign in with the code you were given: /start CODE"
        )
        await self._desk.say(chat.id, escape(said))

    def _patient(self, chat: int) -> bool:
        self._patience.forget_idle(time.monotonic())
        return self._patience.permit(str(chat), time.monotonic()) is Permission.ANSWER

    async def _audit(self, who: str, what: str, update: Update) -> None:
        data = update.callback_query.data if update.callback_query else ""
        detail = {"update": update.update_id, "data": (data or "")[:64]}
        async with self._parts.database.begin() as tx:
            await note(tx, who, what, detail, self._parts.clock.now())

"""What the buttons below a message do."""

import asyncio
from collections.abc import Sequence

from aiogram import Router
from aiogram.filters import Command
from aiogram.methods import SendDocument, SendPhoto
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, Message

from bot.channels.telegram import view
from bot.channels.telegram.buttons import Button, Rows, pack, resolve
from bot.channels.telegram.calendar import calendar_of
from bot.channels.telegram.card import Card
from bot.channels.telegram.delegate.browse import reminder_set, show_on_map
from bot.channels.telegram.delegate.filters import rest_of, tapped
from bot.channels.telegram.delegate.talk import answer
from bot.channels.telegram.delegate.visit import Visit, message_of, tapped_rows
from bot.channels.telegram.markup import bold, escape
from bot.channels.telegram.texts import TEXTS
from bot.delivery import store as journal
from bot.people.model import Channel
from bot.people.store import note
from knowledge.event import Venue

_LOOK_BACK = 60
"""Lines of history in which the text of a button is looked for."""


def router() -> Router:
    router = Router(name="taps")
    router.message.register(ask_staff, Command("staff"))
    router.callback_query.register(place, tapped(view.MAP))
    router.callback_query.register(driver, tapped(view.DRIVER))
    router.callback_query.register(calendar, tapped(view.CALENDAR))
    router.callback_query.register(remind, tapped(view.REMIND, view.MUTE))
    router.callback_query.register(ask, tapped(view.ASK))
    router.callback_query.register(staff, tapped(view.STAFF))
    router.callback_query.register(close, tapped(view.CLOSE))
    router.callback_query.register(rate, tapped(view.HELPFUL, view.UNHELPFUL))
    router.callback_query.register(acknowledge, tapped(view.ACKNOWLEDGE))
    return router


async def _outdated(query: CallbackQuery, visit: Visit) -> None:
    await visit.toast(query, visit.t("This button is out of date."))


async def place(query: CallbackQuery, visit: Visit) -> None:
    """The venue on a map."""
    venue = resolve(rest_of(query), visit.event.venues_by_id)
    if venue is None or visit.event.venues_by_id[venue].latitude is None:
        await _outdated(query, visit)
        return
    await visit.toast(query)
    await show_on_map(visit, venue)


async def driver(query: CallbackQuery, visit: Visit) -> None:
    """The card for the driver: as a picture, or as text where no font can draw it."""
    venue = visit.event.venues_by_id.get(resolve(rest_of(query), visit.event.venues_by_id) or "")
    if venue is None:
        await _outdated(query, visit)
        return
    await visit.toast(query)
    card = _card(visit, venue)
    caption = "\n".join(filter(None, (bold(card.name), escape(card.address), escape(card.phone))))
    async with visit.outlet.typing(visit.chat):
        picture = await asyncio.to_thread(card.drawn)
    if picture is None:
        await visit.say(f"{escape(card.heading)}\n{caption}")
        return
    file = BufferedInputFile(picture, "driver.png")
    await visit.outlet.send(visit.chat, SendPhoto(chat_id=visit.chat, photo=file, caption=caption[:1000]))


def _card(visit: Visit, venue: Venue) -> Card:
    event = visit.event
    local = event.local_language or event.language
    return Card(
        heading=TEXTS.text(local, "Please take me here:"),
        name=venue.name.best(local, event.language),
        address=venue.address.best(local, event.language),
        phone=venue.phone,
        language=local,
    )


async def calendar(query: CallbackQuery, visit: Visit) -> None:
    """The item as a calendar file."""
    item = visit.event.items_by_id.get(resolve(rest_of(query), visit.event.items_by_id) or "")
    if item is None:
        await _outdated(query, visit)
        return
    await visit.toast(query)
    programme, now = visit.parts.programme, visit.parts.clock.now()
    name, content = calendar_of(item, visit.event, visit.language, programme.revision, now)
    file = SendDocument(
        chat_id=visit.chat,
        document=BufferedInputFile(content, name),
        caption=escape(visit.t("Open this file to add it to your calendar: {title}", title=visit.voice.title(item))),
    )
    await visit.outlet.send(visit.chat, file)


async def remind(query: CallbackQuery, visit: Visit) -> None:
    """Remind of the item, or do not; the button turns into its opposite."""
    item = visit.event.items_by_id.get(resolve(rest_of(query), visit.event.items_by_id) or "")
    if item is None:
        await _outdated(query, visit)
        return
    wanted = (query.data or "").startswith(view.REMIND)
    await visit.parts.people.star(visit.known.id, item.id, wanted=wanted)
    await visit.toast(query, reminder_set(visit, item, wanted=wanted))
    other = view.remind_button(item.id, visit.language, on=wanted)
    await visit.rebutton(message_of(query), _replaced(tapped_rows(query), query.data or "", other))


def _replaced(rows: Sequence[Sequence[InlineKeyboardButton]], data: str, other: Button) -> Rows:
    """The message's buttons with the tapped one exchanged."""
    return tuple(
        tuple(
            other if one.callback_data == data else Button(one.text, one.callback_data or "", one.url or "")
            for one in row
        )
        for row in rows
    )


async def ask(query: CallbackQuery, visit: Visit) -> None:
    """Ask the question on the button; its text stands in what was said before."""
    async with visit.parts.database.read() as tx:
        lines = await journal.history(tx, visit.known.id, limit=_LOOK_BACK)
    offered = [action.target for said in reversed(lines) for action in said.content.actions]
    question = resolve(rest_of(query), offered)
    if question is None:
        await _outdated(query, visit)
        return
    await visit.toast(query)
    await answer(visit, question)


async def ask_staff(message: Message, visit: Visit) -> None:
    """/staff, alone or followed by the question."""
    _, _, question = (message.text or "").partition(" ")
    await hand_over(visit, question.strip())


async def staff(query: CallbackQuery, visit: Visit) -> None:
    await visit.toast(query)
    await hand_over(visit)


async def hand_over(visit: Visit, question: str = "") -> None:
    """Hand this question, else the last one, to staff."""
    reply = await visit.parts.conversation.hand_over(visit.known, Channel.TELEGRAM, visit.language, question)
    await visit.show(view.reply_view(reply, visit.reminded))


async def close(query: CallbackQuery, visit: Visit) -> None:
    """No more help is needed."""
    await visit.parts.helpdesk.leave(visit.known.id)
    await visit.toast(query, visit.t("You’re welcome."))
    await visit.rebutton(message_of(query), ())


async def rate(query: CallbackQuery, visit: Visit) -> None:
    """Note whether an answer helped, without its words; offer a person when it did not."""
    helpful = (query.data or "").startswith(view.HELPFUL)
    async with visit.parts.database.begin() as tx:
        lines = await journal.history(tx, visit.known.id, limit=_LOOK_BACK)
        answers = [said for said in lines if said.direction == "out" and said.content.citations]
        sources = [one.source for one in answers[-1].content.citations] if answers else []
        detail = {"helpful": helpful, "sources": sources}
        await note(tx, visit.known.id, "rated", detail, visit.parts.clock.now())
    await visit.toast(query, visit.t("Thank you.") if helpful else visit.t("Sorry. You can ask a person."))
    kept = [row for row in tapped_rows(query) if all(one.callback_data != query.data for one in row)]
    rows: Rows = tuple(tuple(Button(one.text, one.callback_data or "", one.url or "") for one in row) for row in kept)
    if not helpful:
        rows += ((Button("🙋 " + visit.t("Ask a person"), pack(view.STAFF)),),)
    await visit.rebutton(message_of(query), rows)


async def acknowledge(query: CallbackQuery, visit: Visit) -> None:
    """Confirm having read an announcement."""
    number = rest_of(query)[1:]
    if not number.isdecimal() or len(number) > 15:
        await _outdated(query, visit)
        return
    await visit.parts.broadcasts.acknowledge(int(number), visit.known.id)
    await visit.toast(query, visit.t("Thank you."))
    rows = [row for row in tapped_rows(query) if all(one.callback_data != query.data for one in row)]
    done = Button("✅ " + visit.t("You have confirmed this"), pack("_"))
    kept = tuple(tuple(Button(one.text, one.callback_data or "", one.url or "") for one in row) for row in rows)
    await visit.rebutton(message_of(query), ((done,), *kept))

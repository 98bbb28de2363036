"""Looking around: the agenda, what comes next, the venues, the one nearest to where somebody stands."""

from datetime import timedelta

from aiogram import Router
from aiogram.filters import Command
from aiogram.methods import SendVenue
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.agenda import AGENDA, STAR, Agenda, Page, nearest_day, page_from
from bot.channels.telegram.buttons import resolve, short
from bot.channels.telegram.delegate.filters import rest_of, tapped, with_place
from bot.channels.telegram.delegate.visit import Visit, message_of
from bot.channels.telegram.markup import bold, escape
from bot.channels.telegram.places import VENUE, VENUES, distance, nearest, venue_rows, venue_text, venues_rows
from bot.channels.telegram.view import action_rows
from knowledge.answers.facts import item_actions
from knowledge.event import Item


def router() -> Router:
    router = Router(name="browse")
    router.message.register(today, Command("today"))
    router.message.register(tomorrow, Command("tomorrow"))
    router.message.register(agenda, Command("agenda"))
    router.message.register(next_item, Command("next"))
    router.message.register(venues, Command("venues"))
    router.message.register(near, with_place)
    router.callback_query.register(turn, tapped(AGENDA))
    router.callback_query.register(star, tapped(STAR))
    router.callback_query.register(venue, tapped(VENUE))
    router.callback_query.register(turn_venues, tapped(VENUES))
    return router


async def today(message: Message, visit: Visit) -> None:
    await _open(visit, Page(visit.event.day(visit.parts.clock.now())))


async def tomorrow(message: Message, visit: Visit) -> None:
    await _open(visit, Page(visit.event.day(visit.parts.clock.now()) + timedelta(days=1)))


async def agenda(message: Message, visit: Visit) -> None:
    """The event's day nearest to today."""
    await _open(visit, Page(nearest_day(visit.event, visit.event.day(visit.parts.clock.now()))))


async def _open(visit: Visit, page: Page) -> None:
    await visit.say(*_agenda(visit).show(page))


def _agenda(visit: Visit) -> Agenda:
    return Agenda(visit.event, visit.known, visit.language)


async def turn(query: CallbackQuery, visit: Visit) -> None:
    """Another page in the same message; the agenda anew when the button names none."""
    await visit.toast(query)
    page = page_from(rest_of(query)[1:])
    if page is None:
        await _open(visit, Page(nearest_day(visit.event, visit.event.day(visit.parts.clock.now()))))
    else:
        await visit.revise(message_of(query), *_agenda(visit).show(page))


async def star(query: CallbackQuery, visit: Visit) -> None:
    """Remind of an item of the page, or do not."""
    named, _, mark = rest_of(query)[1:].partition(":")
    page, item = page_from(named), next((one for one in visit.event.items if short(one.id) == mark), None)
    if page is None or item is None:
        await visit.toast(query, visit.t("This button is out of date."))
        return
    wanted = not visit.reminded(item.id)
    await visit.parts.people.star(visit.known.id, item.id, wanted=wanted)
    await visit.toast(query, reminder_set(visit, item, wanted=wanted))
    now = visit.as_(await visit.parts.people.delegate(visit.known.id))
    await now.revise(message_of(query), *_agenda(now).show(page))


def reminder_set(visit: Visit, item: Item, *, wanted: bool) -> str:
    """What a tap on a star or a reminder changed."""
    title = visit.voice.title(item)
    if not wanted:
        return visit.t("No reminder: {title}", title=title)
    if not visit.known.preferences.reminders:
        return visit.t("Your reminders are off; switch them on in /remind.")
    return visit.t("I will remind you: {title}", title=title)


async def next_item(message: Message, visit: Visit) -> None:
    """What runs now and what comes next, of what concerns the delegate."""
    now = visit.parts.clock.now()
    mine = [item for item in visit.event.agenda(visit.known.delegation, visit.known.id) if item.end > now]
    coming = [item for item in mine if item.start > now]
    running = [item for item in mine if item.start <= now]
    if not mine:
        await visit.say(escape(visit.t("Nothing more is planned for you.")))
        return
    shown = [(visit.t("Now"), item) for item in running[:2]] + [(visit.t("Next"), item) for item in coming[:1]]
    text = "\n\n".join(_item_text(visit, heading, item) for heading, item in shown)
    await visit.say(
        text, action_rows(item_actions(shown[-1][1], visit.event, visit.voice), visit.language, visit.reminded)
    )


def _item_text(visit: Visit, heading: str, item: Item) -> str:
    voice = visit.voice
    lines = [f"{escape(heading)}: {bold(voice.title(item))}", escape(voice.moment(item)), escape(voice.place(item))]
    if point := voice.own(item.meeting_point):
        lines.append(escape(visit.t("Meeting point: {place}", place=point)))
    return "\n".join(filter(None, lines))


async def venues(message: Message, visit: Visit) -> None:
    """All places, to choose from."""
    await visit.say(bold(visit.t("Places")), venues_rows(visit.event.venues, visit.voice, 0))


async def turn_venues(query: CallbackQuery, visit: Visit) -> None:
    await visit.toast(query)
    wanted = rest_of(query)[1:]
    rows = venues_rows(visit.event.venues, visit.voice, int(wanted) if wanted.isdecimal() and len(wanted) < 4 else 0)
    await visit.rebutton(message_of(query), rows)


async def venue(query: CallbackQuery, visit: Visit) -> None:
    """One place."""
    found = visit.event.venues_by_id.get(resolve(rest_of(query), visit.event.venues_by_id) or "")
    await visit.toast(query, "" if found else visit.t("This button is out of date."))
    if found:
        await visit.say(venue_text(found, visit.voice), venue_rows(found, visit.voice))


async def near(message: Message, visit: Visit) -> None:
    """The nearest venue, how far it is, and the way there."""
    assert message.location is not None, "the filter saw one"
    found = nearest(visit.event, message.location.latitude, message.location.longitude)
    if found is None:
        await venues(message, visit)
        return
    place, far = found
    heading = visit.t("Nearest to you ({distance}):", distance=distance(far, visit.language))
    await visit.say(f"{escape(heading)}\n{venue_text(place, visit.voice)}", venue_rows(place, visit.voice))
    await show_on_map(visit, place.id)


async def show_on_map(visit: Visit, venue: str) -> bool:
    """The place as Telegram's own map card; False when it cannot be shown."""
    found = visit.event.venues_by_id.get(venue)
    if found is None or found.latitude is None or found.longitude is None:
        return False
    name = visit.own(found.name)
    card = SendVenue(
        chat_id=visit.chat,
        latitude=found.latitude,
        longitude=found.longitude,
        title=name,
        address=visit.own(found.address) or name,
    )
    return await visit.outlet.send(visit.chat, card) is not None

"""The programme by day: what concerns the delegate, or everything."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from bot.channels.web.chat import reminded
from bot.channels.web.visits import Visitor
from bot.people.model import Delegate
from knowledge.event import Event, Item

router = APIRouter()


@router.get("/agenda")
async def agenda(visit: Visitor, whole: bool = False) -> Response:
    """One's own agenda, or with `whole` the whole programme."""
    event, now = visit.parts.programme.event, visit.parts.clock.now()
    items = event.items if whole else mine(event, visit.delegate)
    return visit.page(
        "agenda.html",
        days=by_day(event, items),
        whole=whole,
        today=event.day(now),
        now=now,
        reminded=lambda item: reminded(visit, item),
    )


def mine(event: Event, delegate: Delegate) -> tuple[Item, ...]:
    """The items for this delegate and those they starred; cancelled ones stay, to be seen as such."""
    starred = set(delegate.preferences.starred)
    return tuple(i for i in event.items if i.id in starred or i.concerns(delegate.delegation, delegate.id))


def by_day(event: Event, items: Iterable[Item]) -> list[tuple[date, list[Item]]]:
    """The items under the event-local day they begin on, in order."""
    return [(day, list(group)) for day, group in groupby(items, key=lambda item: event.day(item.start))]

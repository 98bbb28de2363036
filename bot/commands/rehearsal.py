"""`rehearse`: the whole event on a fast clock, in a throw-away database, with nobody written to."""

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel

from bot.app import read_pack
from bot.channels.web.carrier import WebCarrier
from bot.clock import ManualClock
from bot.config import load
from bot.delivery import store as journal
from bot.delivery.live import Live
from bot.delivery.model import Said
from bot.delivery.worker import Courier
from bot.logs import quiet
from bot.people.model import Channel, Delegate
from bot.people.service import People
from bot.programme.service import Programme
from bot.reminders.service import Reminders
from bot.storage.engine import Database
from knowledge.check import check, explain
from knowledge.event import Event
from knowledge.localize import short_day
from knowledge.packs.model import Pack

_BEFORE = timedelta(days=1)
_MANY = 15
"""More messages than that on one day for one person are pointed out."""


class Rehearsal(BaseModel):
    """What everybody would receive, in order of time, and what is wrong with the pack."""

    notice: str
    messages: tuple[Said, ...]
    problems: tuple[str, ...]


def rehearse(config: Path, event: Path | None, *, as_json: bool) -> None:
    """Print the rehearsal of a pack."""
    quiet()
    settings = load(config)
    pack = read_pack(event or settings.event_path, settings.event.first_day)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(_play(pack, Path(folder)))
    print(_as_json(found) if as_json else _as_text(found, pack.event))


async def _play(pack: Pack, folder: Path) -> Rehearsal:
    event = pack.event
    start = event.items[0].start - _BEFORE if event.items else datetime.now(event.zone)
    clock, live = ManualClock(start), Live()
    database = await Database.open("", folder)
    try:
        people = People(database, clock, "rehearsal")
        delegates = [Delegate(**invitee.model_dump()) for invitee in pack.people] or _one_of_each(event)
        await people.enrol(delegates)
        for delegate in delegates:
            await people.seen(delegate.id, Channel.WEB)
        programme = await Programme.open(database, clock, event)
        reminders = Reminders(database, clock, programme, live)
        await reminders.rebuild()
        await _let_time_pass(clock, reminders, Courier(database, clock, live, [WebCarrier()]))
        async with database.read() as tx:
            said = [line for one in delegates for line in await journal.history(tx, one.id, limit=10_000)]
    finally:
        await database.close()
    messages = tuple(sorted(said, key=lambda line: (line.at, line.person)))
    return Rehearsal(notice=event.notice.best("en"), messages=messages, problems=_problems(pack, messages))


def _one_of_each(event: Event) -> list[Delegate]:
    """When no delegates are listed: one of each delegation, or one guest."""
    members = [Delegate(id=one.id, name=one.name.best("en"), delegation=one.id) for one in event.delegations]
    return members or [Delegate(id="guest", name="Guest")]


async def _let_time_pass(clock: ManualClock, reminders: Reminders, courier: Courier) -> None:
    """From one reminder to the next, until none is left."""
    while upcoming := await reminders.upcoming(1):
        clock.turn(max(upcoming[0].due_at - clock.now(), timedelta(0)))
        await reminders.fire_due()
        while await courier.step():
            pass


def _problems(pack: Pack, messages: Sequence[Said]) -> tuple[str, ...]:
    event = pack.event
    said = [explain(problem) for problem in check(pack)]
    per_day = Counter((line.person, event.day(line.at)) for line in messages)
    crowded = [
        f"{person}: {count} messages on {short_day(day, 'en')}; use fewer lead times"
        for (person, day), count in per_day.items()
        if count > _MANY
    ]
    return tuple([f"{one.where}: {one.what} {one.mend}".rstrip() for one in said] + crowded)


def _as_json(found: Rehearsal) -> str:
    lines = [
        {"at": line.at.isoformat(), "to": line.person, "kind": line.content.kind, "text": line.text}
        for line in found.messages
    ]
    return json.dumps({"notice": found.notice, "messages": lines, "problems": found.problems}, ensure_ascii=False)


def _as_text(found: Rehearsal, event: Event) -> str:
    lines = [found.notice] if found.notice else []
    for line in found.messages:
        local = event.local(line.at)
        shown = line.text.replace("\n", "\n" + " " * 30)
        lines.append(f"{short_day(local.date(), 'en'):<10} {local:%H:%M}  {line.person:<12} {shown}")
    people = len({line.person for line in found.messages})
    lines.append(f"{len(found.messages)} messages to {people} people")
    lines += [f"wrong: {problem}" for problem in found.problems] or ["nothing is wrong with this pack"]
    return "\n".join(lines)

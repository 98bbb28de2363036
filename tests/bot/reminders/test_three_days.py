"""Three days of an event with random edits, crashes, refusals and time out of service, against the oracle."""

import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.delivery.live import Live
from bot.delivery.model import Outcome, Parcel, Refused, Sent
from bot.delivery.worker import Courier
from bot.people import store as people
from bot.people.model import Channel, Delegate
from bot.programme.service import Programme
from bot.reminders.service import Reminders
from bot.storage.engine import Database, Transaction
from bot.storage.tables import messages, outbox, told
from knowledge.event import Digests, Event, ItemKind, ItemStatus, Quiet
from tests.bot.delivery.fakes import Crash, ScriptedCarrier, settle_in
from tests.bot.reminders.oracle import Entry, Oracle, Person
from tests.events import festival, item

SEEDS = [int(seed) for seed in os.environ.get("ORACLE_SEEDS", "1 2").split()]
MIDNIGHT = datetime(2031, 5, 2, tzinfo=UTC) - timedelta(hours=1)  # in Lisbon
DAY_BEFORE = 12 * 60
TICK = 15
LEADS = ("evening before", "2h", "45m", "15m")
KINDS = ("session", "visit", "transfer")


class Mortal(Database):
    """A database whose process may die just before or just after any commit."""

    dice: random.Random
    risk = 0.0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        async with super().begin() as tx:
            yield tx
            if self.dice.random() < self.risk:
                raise Crash
        if self.dice.random() < self.risk:
            raise Crash


class World:
    """The application's part that sends, and the oracle beside it. `deadly` is the share of attempts in which the process
    dies."""

    def __init__(self, seed: int, database: Mortal, people: int = 6, deadly: float = 0.03) -> None:
        self.dice, self.deadly = random.Random(seed), deadly
        database.dice = random.Random(seed + 1000)
        self.database = database
        self.now = -DAY_BEFORE
        self.clock = ManualClock(MIDNIGHT + timedelta(minutes=self.now))
        self.people = [self._person(n) for n in range(people)]
        self.entries = [self._entry(n) for n in range(9)]
        self.oracle = Oracle(self.people)
        self.carrier = ScriptedCarrier(Channel.WEB, self._behave)
        self.crashes = 0

    def _person(self, number: int) -> Person:
        leads = {kind: tuple(lead for lead in LEADS if self.dice.random() < 0.5) for kind in KINDS}
        marked = [f"i{n}" for n in range(9) if self.dice.random() < 0.2]
        half = len(marked) // 2
        group = self.dice.choice(["bergen", "ulm"])
        starred = frozenset(marked[:half]) if all(leads.values()) else frozenset()
        return Person(f"p{number}", group, leads, self.dice.random() < 0.7, starred, frozenset(marked[half:]))

    def _entry(self, number: int, earliest: int = 0) -> Entry:
        start = self.dice.randrange(max(earliest, 6 * 60), 3 * 24 * 60, TICK)
        audience = self.dice.choice(["all", "all", "bergen", "ulm"])
        venue = self.dice.choice(["quay", "hall", ""])
        return Entry(f"i{number}", self.dice.choice(KINDS), start, self.dice.choice([30, 60, 90]), venue, audience)

    def _behave(self, parcel: Parcel) -> Outcome:
        chance = self.dice.random()
        if chance < self.deadly:
            raise Crash
        return Refused(reason="busy") if chance < self.deadly + 0.12 else Sent()

    def event(self) -> Event:
        made = festival(*(self._item(entry) for entry in self.entries))
        quiet = Quiet(begin=time(22, 35), end=time(6, 30))
        return made.model_copy(update={"digests": Digests(evening=None, morning=None), "quiet": quiet})

    def _item(self, entry: Entry) -> object:
        hours = (MIDNIGHT + timedelta(minutes=entry.start) - datetime(2031, 5, 2, 8, tzinfo=UTC)) / timedelta(hours=1)
        return item(
            entry.name,
            hours,
            length=entry.length / 60,
            kind=ItemKind(entry.kind),
            venue=entry.venue,
            audience=("everyone",) if entry.audience == "all" else (entry.audience,),
            status=ItemStatus.CANCELLED if entry.cancelled else ItemStatus.SCHEDULED,
        )

    async def open(self) -> None:
        """The first process."""
        delegates = [
            Delegate(id=one.name, name=one.name, delegation=one.group, preferences=_choices(one)) for one in self.people
        ]
        async with Database.begin(self.database) as tx:
            await people.add_delegates(tx, delegates, self.clock.now())
        await settle_in(Database(self.database.engine), self.clock, [one.name for one in self.people], Channel.WEB)
        self.programme = await Programme.open(Database(self.database.engine), self.clock, self.event())
        await self.restart()

    async def restart(self) -> None:
        """Another process on the same database; it rebuilds before it works."""
        self.starting = True
        self.reminders = Reminders(self.database, self.clock, self.programme)
        self.courier = Courier(self.database, self.clock, Live(), [self.carrier])

    async def surely(self, work: object) -> None:
        """Do it, in as many lives as it takes."""
        while True:
            try:
                await work()  # type: ignore[operator]
                return
            except Crash:
                self.crashes += 1
                await self.restart()

    async def edit(self) -> None:
        """Staff change something; a release is one transaction."""
        number = self.dice.randrange(len(self.entries))
        one, kind = self.entries[number], self.dice.random()
        if kind < 0.2:
            self.entries.append(self._entry(len(self.entries), self.now))
        elif one.cancelled or one.start <= self.now:
            return
        elif kind < 0.3:
            self.entries[number] = replace(one, cancelled=True)
        elif kind < 0.5:
            self.entries[number] = replace(one, venue=self.dice.choice(["quay", "hall", ""]))
        else:
            shift = self.dice.choice([-90, -45, -15, 15, 60, 240])
            self.entries[number] = replace(one, start=max(self.now + TICK, one.start + shift))
        await self.surely(self._release)

    async def _release(self) -> None:
        event = self.event()
        async with self.database.begin() as tx:
            revision = await self.programme.write(tx, event, [], "staff")
            await self.reminders.rebuild(tx, event)
        self.programme.adopt(event, revision)

    async def work(self) -> None:
        """What the running process does at this moment, to the last retry."""
        if self.starting:
            await self.reminders.rebuild()
            self.starting = False
        await self.reminders.fire_due()
        while await self.courier.step() or await self._waits():
            async with Database.begin(self.database) as tx:
                await tx.execute(outbox.update().values(ready_at=datetime(2000, 1, 1, tzinfo=UTC)))

    async def _waits(self) -> bool:
        open_states = ("pending", "leased", "sending")
        where = (outbox.c.state.in_(open_states), outbox.c.due_at <= self.clock.now())
        async with self.database.read() as tx:
            return (await tx.execute(select(outbox.c.id).where(*where).limit(1))).first() is not None

    async def pass_time(self) -> None:
        self.now += TICK
        self.clock.turn(timedelta(minutes=TICK))

    async def received(self) -> list[tuple[int, str, str, int]]:
        async with self.database.read() as tx:
            rows = (await tx.execute(select(told).where(told.c.field == "start"))).all()
        return sorted(
            (_minute(row.at), row.person, row.item, _minute(datetime.fromisoformat(row.value))) for row in rows
        )


def _choices(person: Person) -> dict[str, object]:
    return {
        "leads": person.leads,
        "quiet": person.quiet,
        "starred": sorted(person.starred),
        "muted": sorted(person.muted),
    }


def _minute(moment: datetime) -> int:
    return round((moment - MIDNIGHT) / timedelta(minutes=1))


async def play(world: World, until: int, risk: float = 0.01) -> None:
    """Let the time pass to that minute, with edits and time out of service; `risk` is that of dying at a commit."""
    await world.open()
    world.database.risk = risk
    down = 0
    while world.now < until:
        if world.dice.random() < 0.12:
            await world.edit()
        if down == 0 and world.dice.random() < 0.03:
            down = world.dice.randrange(1, 10)
        if down:
            down -= 1
            await world.restart()
        else:
            await world.surely(world.work)
            world.oracle.tick(world.now, world.entries)
        await world.pass_time()


@pytest.mark.parametrize("seed", SEEDS)
async def test_everyone_receives_what_the_rules_alone_say(seed: int, tmp_path: Path) -> None:
    opened = await Database.open("", tmp_path)
    world = World(seed, Mortal(opened.engine))
    await play(world, 3 * 24 * 60)
    assert await world.received() == sorted(world.oracle.told)
    assert world.crashes > 3
    async with opened.read() as tx:
        sent = [row.outbox for row in await tx.execute(select(messages.c.outbox))]
    assert len(sent) == len(set(sent)) > 20
    await opened.close()

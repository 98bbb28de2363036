"""A platform on a bad day: what of it people notice."""

import random
from dataclasses import dataclass
from pathlib import Path

from bot.delivery.model import Cause, Lane, State
from bot.delivery.pacing import Limits
from bot.delivery.service import Outbox
from tests.benchmarks.delivery_line import line
from tests.benchmarks.delivery_server import DistantApi, Mix, place
from tests.emulator.server import serving

BLOCKED = 0.03
ALARM, BUS, NEWS = "Leave the building", "The bus leaves in an hour", "The photographs are online"


@dataclass(frozen=True)
class BadDay:
    """How many reachable people there were; who missed what must arrive; broadcasts that are there twice, or are neither
    there nor shown to staff as uncertain; blocked people whom staff do not see."""

    reachable: int
    blocked: int
    missed_alarms: int
    missed_reminders: int
    repeated: int
    news_twice: int
    news_lost: int
    news_uncertain: int
    unseen: int

    def __str__(self) -> str:
        return (
            f"{self.reachable} reachable: {self.missed_alarms} missed the alarm, {self.missed_reminders} the reminder "
            f"({self.repeated} copies were repeated); broadcasts twice {self.news_twice}, lost {self.news_lost}, "
            f"uncertain {self.news_uncertain}; of {self.blocked} blocked staff miss {self.unseen}"
        )


async def bad_day(folder: Path, seed: int, *, people: int, per_second: int, patience: float) -> BadDay:
    """One alarm, one reminder and one broadcast to everyone through the mix of faults."""
    dice = random.Random(seed)
    on = place(people, per_second)
    chats = [user.id for user in on.people]
    on.bot.blocked.update(dice.sample(chats, max(1, round(people * BLOCKED))))
    on.bot.started.difference_update(on.bot.blocked)
    on.world.faults = Mix(dice=dice)
    async with serving(DistantApi(on.world)) as api, line(folder, api.url, Limits(per_second)) as made:
        await made.settle(chats)
        await made.queue(NEWS, Lane.BROADCAST, chats)
        await made.queue(BUS, Lane.REMINDER, chats, Cause.REMINDER)
        await made.queue(ALARM, Lane.URGENT, chats)
        await made.through(patience)
        desk = Outbox(made.database, made.clock, made.live)
        uncertain = {one.recipient for one in await desk.stuck([State.AMBIGUOUS], limit=3 * people) if one.text == NEWS}
        seen = {one.person for one in await desk.unreachable()}
    alarms, reminders, news = (on.copies(text) for text in (ALARM, BUS, NEWS))
    well = [chat for chat in chats if chat not in on.bot.blocked]
    return BadDay(
        reachable=len(well),
        blocked=len(on.bot.blocked),
        missed_alarms=sum(not alarms[chat] for chat in well),
        missed_reminders=sum(not reminders[chat] for chat in well),
        repeated=sum(found[chat] - 1 for found in (alarms, reminders) for chat in well if found[chat]),
        news_twice=sum(news[chat] > 1 for chat in well),
        news_lost=sum(not news[chat] and f"d{chat}" not in uncertain for chat in well),
        news_uncertain=len(uncertain),
        unseen=sum(f"d{chat}" not in seen for chat in on.bot.blocked),
    )

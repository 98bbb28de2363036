"""`python -m tests.benchmarks.changes`: how long a large programme takes to import, preview and release.

5,000 items and 20,000 people by default. Prints one line of JSON per scenario: seconds of each step, of which "computing" (less
when the machine is busy with something else), and the peak memory of the process in MB; and one for each two published
revisions of a real schedule, with how many rows differ otherwise than expected. Exits with 1 when a step takes longer than
promised (5 s, 3 s, 3 s, 400 MB) or a difference is not as expected."""

import argparse
import asyncio
import json
import logging
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.changes.service import Changes
from bot.clock import ManualClock
from bot.delivery.live import Live
from bot.people.model import Delegate
from bot.people.service import People
from bot.programme.service import Programme
from bot.reminders.service import Reminders
from bot.storage.engine import Database
from bot.storage.tables import told
from knowledge.diff import diff
from knowledge.event import Delegation, Event, Item, LocalizedText, Venue
from knowledge.identity import align
from knowledge.packs import load, save
from knowledge.packs.model import Pack

PROMISED = {"import": 5.0, "preview": 3.0, "release": 3.0, "megabytes": 400.0}
FIRST = datetime(2031, 5, 2, 8, 0, tzinfo=UTC)
DAYS = 10
WORDS = [
    "harbour",
    "winter",
    "energy",
    "water",
    "transport",
    "culture",
    "school",
    "library",
    "bridge",
    "market",
    "heritage",
    "climate",
    "housing",
    "health",
    "sport",
    "music",
    "street",
    "river",
    "forest",
    "mountain",
    "future",
    "digital",
    "open",
    "public",
    "shared",
    "smart",
    "quiet",
    "northern",
    "eastern",
    "old",
    "new",
    "young",
]
Edit = Callable[[random.Random, Item], Item]


def programme(items: int, delegations: int, dice: random.Random) -> Event:
    """A programme of parallel tracks over ten days; every fifth item is for a few delegations only."""
    groups = [f"city-{number}" for number in range(delegations)]
    return Event(
        id="large",
        name=LocalizedText({"en": "Large Event"}),
        timezone="Europe/Lisbon",
        start=FIRST.date(),
        end=FIRST.date() + timedelta(days=DAYS),
        languages=("en", "de", "fr"),
        venues=tuple(Venue(id=f"venue-{n}", name=LocalizedText({"en": f"Venue {n}"})) for n in range(40)),
        delegations=tuple(Delegation(id=one, name=LocalizedText({"en": one.title()})) for one in groups),
        items=tuple(_item(number, groups, dice) for number in range(items)),
    )


def _item(number: int, groups: list[str], dice: random.Random) -> Item:
    start = FIRST + timedelta(days=dice.randrange(DAYS), minutes=15 * dice.randrange(40))
    title = " ".join(dice.sample(WORDS, 5)).capitalize()
    return Item(
        id=f"item-{number}",
        title=LocalizedText({"en": f"{title} {number}", "de": f"{title} Nr. {number}"}),
        summary=LocalizedText({"en": " ".join(dice.choices(WORDS, k=30))}),
        start=start,
        end=start + timedelta(minutes=dice.choice((15, 30, 45, 60, 90))),
        venue=f"venue-{number % 40}",
        room=LocalizedText({"en": f"Hall {number % 7}"}),
        audience=tuple(dice.sample(groups, 4)) if number % 5 == 0 else (dice.choice(groups),),
        speakers=(f"Speaker {number % 900}", f"Speaker {number % 331}"),
    )


def crowd(people: int, delegations: int) -> Iterator[Delegate]:
    for number in range(people):
        language = ("en", "de", "fr", "zh")[number % 4]
        yield Delegate(
            id=f"person-{number}", name=f"Person {number}", delegation=f"city-{number % delegations}", language=language
        )


def a_tenth_moves(dice: random.Random, item: Item) -> Item:
    """What a busy day brings: some items later, some elsewhere, some with another title."""
    if (luck := dice.random()) < 0.05:
        return item.model_copy(
            update={"start": item.start + timedelta(minutes=30), "end": item.end + timedelta(minutes=30)}
        )
    if luck < 0.08:
        return item.model_copy(update={"room": LocalizedText({"en": "Hall 99"})})
    if luck < 0.1:
        words = item.title.best("en").split()
        return item.model_copy(update={"title": LocalizedText({"en": " ".join(words[1:] + words[:1])})})
    return item


def everything_moves(dice: random.Random, item: Item) -> Item:
    """A storm: the whole programme an hour later."""
    return item.model_copy(update={"start": item.start + timedelta(hours=1), "end": item.end + timedelta(hours=1)})


def new_ids(dice: random.Random, item: Item) -> Item:
    """Another tool numbers everything anew, and a tenth changes."""
    return a_tenth_moves(dice, item).model_copy(update={"id": f"talk-{hash(item.id) % 10**9}-{item.id[5:]}"})


SCENARIOS: dict[str, Edit] = {
    "a tenth moves": a_tenth_moves,
    "everything moves": everything_moves,
    "new ids": new_ids,
}


async def measure(name: str, items: int, people: int, folder: Path) -> dict[str, object]:
    """Seconds of each step on a fresh database."""
    dice = random.Random(7)
    event = programme(items, 200, dice)
    clock = ManualClock(FIRST - timedelta(days=1))
    database = await Database.open("", folder)
    await People(database, clock, "secret").enrol(list(crowd(people, 200)))
    live = await Programme.open(database, clock, event)
    reminders = Reminders(database, clock, live)
    changes = Changes(database, clock, live, reminders, Live())
    await reminders.rebuild()
    await _tell(database, event, people, clock.now())
    edited = event.with_items([SCENARIOS[name](dice, item) for item in event.items])
    file = folder / "programme.json"
    save(Pack(event=edited), file)
    took: dict[str, object] = {"scenario": name}
    with _timed("import", took):
        aligned = changes.aligned(load(file).event)
    with _timed("preview", took):
        preview = await changes.preview(aligned)
    with _timed("release", took):
        released = await changes.release(preview.event, "benchmark")
    await database.close()
    took |= {"changes": len(preview.changes), "notified": released.notified, "corrected": released.corrected}
    took["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return took


@contextmanager
def _timed(step: str, took: dict[str, object]) -> Iterator[None]:
    began, computed = time.perf_counter(), time.process_time()
    yield
    took |= {step: time.perf_counter() - began, f"{step} computing": time.process_time() - computed}


async def _tell(database: Database, event: Event, people: int, now: datetime) -> None:
    """Every tenth person was told when and where some item is."""
    rows = [
        {"person": f"person-{n}", "item": item.id, "field": "start", "value": item.start.isoformat(), "cause": "answer"}
        for n, item in zip(range(0, people, 10), event.items * 2, strict=False)
    ]
    async with database.begin() as tx:
        await tx.execute(told.insert(), [{**row, "at": now} for row in rows])


def revisions(folder: Path) -> Iterator[dict[str, object]]:
    """Each two revisions that follow each other, the second read as an import into the first, against the row differences
    published with them."""
    for file in sorted(folder.glob("expected_rowdiff.csv.*_to_*.json")):
        first, second = file.name.removeprefix("expected_rowdiff.csv.").removesuffix(".json").split("_to_")
        old, new = (load(folder / f"schedule.{name}.csv").event for name in (first, second))
        found = diff(old, align(old, new))
        expected = json.loads(file.read_text(encoding="utf-8"))
        wrong = {_row(old, c.before) for c in found if c.before} ^ set(map(_listed, expected["rows_only_in_old"]))
        wrong |= {_row(new, c.after) for c in found if c.after} ^ set(map(_listed, expected["rows_only_in_new"]))
        yield {"revisions": f"{first} to {second}", "changes": len(found), "rows otherwise than expected": len(wrong)}


def _row(event: Event, item: Item) -> tuple[str, ...]:
    start, end = (event.local(moment) for moment in (item.start, item.end))
    return item.title.best(), f"{start:%m-%d-%Y}", f"{start:%H:%M}", f"{end:%H:%M}", item.room.best()


def _listed(row: dict[str, str]) -> tuple[str, ...]:
    return row["title"], row["date"], row["start"], row["end"], row["room"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each scenario in a process of its own, so that the peak memory is that of one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--scenario", choices=SCENARIOS, action="append")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    asked = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    kept = True
    for told_of in revisions(asked.data / "schedules" / "pyconuk2015_ics_csv"):
        print(json.dumps(told_of), flush=True)
        kept &= not told_of["rows otherwise than expected"]
    for name in asked.scenario or SCENARIOS:
        with tempfile.TemporaryDirectory() as folder:
            took = asyncio.run(measure(name, asked.items, asked.people, Path(folder)))
        print(json.dumps({k: round(v, 2) if isinstance(v, float) else v for k, v in took.items()}), flush=True)
        kept &= all(float(str(took[step])) <= most for step, most in PROMISED.items())
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

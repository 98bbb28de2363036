"""Builds everything from the configuration; the only place that sees all parts."""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.broadcasts.service import Broadcasts
from bot.changes.drafts import Drafts
from bot.changes.service import Changes
from bot.clock import Clock, SystemClock
from bot.config import Config, ModelSection, Secrets, data_folder, web_secret
from bot.conversation.service import Conversation
from bot.delivery.live import Live
from bot.delivery.metrics import DeliveryMetrics
from bot.delivery.service import Outbox
from bot.errors import ConfigurationError
from bot.helpdesk.service import Helpdesk
from bot.people.model import Delegate, Preferences
from bot.people.quiet import after
from bot.people.service import People
from bot.programme import store as programme_store
from bot.programme.answers import LiveAnswers
from bot.programme.service import Programme
from bot.reminders.service import Reminders
from bot.storage.engine import Database
from bot.storage.rehearsals import saved_clock
from knowledge.answers.assistant import Assistant
from knowledge.answers.modelled import Budget, Phraser
from knowledge.errors import PackError
from knowledge.event import Event
from knowledge.index import Library
from knowledge.packs import load
from knowledge.packs.model import ApprovedAnswer, Pack

REHEARSAL_LEAD = timedelta(minutes=50)
"""A rehearsal begins this long before the event's first item, so that its first reminders are near."""

MODEL_CALLS = 32
"""Language models' answers waited for side by side."""


@dataclass(frozen=True)
class Application:
    """Every part, wired. Channels and commands take what they need from here."""

    config: Config
    secrets: Secrets
    data: Path
    clock: Clock
    pack: Pack
    database: Database
    live: Live
    people: People
    programme: Programme
    library: Callable[[], Library]
    answers: LiveAnswers
    helpdesk: Helpdesk
    outbox: Outbox
    metrics: DeliveryMetrics
    reminders: Reminders
    broadcasts: Broadcasts
    changes: Changes
    drafts: Drafts
    conversation: Conversation


BeforeIndex = Callable[[Config, Path, Pack], None]
"""What is done just before the index is opened."""


def _nothing(config: Config, data: Path, pack: Pack) -> None:
    pass


@asynccontextmanager
async def open_application(
    config: Config,
    data: Path,
    *,
    clock: Clock | None = None,
    start: datetime | None = None,
    speed: float | None = None,
    before_index: BeforeIndex = _nothing,
) -> AsyncIterator[Application]:
    """The application on a data folder, closed at the end of the block. ConfigurationError when a part is unusable."""
    data_folder(data)
    secrets = Secrets.from_environment()
    pack = read_pack(config.event_path, config.event.first_day)
    database = await Database.open(config.database.url, data)
    try:
        clock = clock or await _clock(database, pack.event, config, start, speed)
        yield await _wire(config, secrets, data, clock, pack, database, before_index)
    finally:
        await database.close()


async def _wire(
    config: Config,
    secrets: Secrets,
    data: Path,
    clock: Clock,
    pack: Pack,
    database: Database,
    before_index: BeforeIndex,
) -> Application:
    @cache
    def library() -> Library:
        before_index(config, data, pack)
        return open_library(config, data, pack)

    live = Live()
    people = People(database, clock, web_secret(secrets, data))
    await people.enrol([Delegate(**invitee.model_dump()) for invitee in pack.people])
    programme = await Programme.open(database, clock, pack.event)
    async with database.read() as tx:
        approved = (*pack.approved, *await programme_store.approved_answers(tx))
    answers = LiveAnswers(
        lambda event, known: build_assistant(config, library(), event, known), lambda: programme.event, approved
    )
    metrics = DeliveryMetrics()
    reminders = Reminders(database, clock, programme, live)
    broadcasts = Broadcasts(database, clock, programme, live, approval=config.delivery.approval)
    helpdesk = Helpdesk(database, clock, live, answers)
    changes = Changes(database, clock, programme, reminders, live, correction_days=config.delivery.correction_days)
    return Application(
        config=config,
        secrets=secrets,
        data=data,
        clock=clock,
        pack=pack,
        database=database,
        live=live,
        people=people,
        programme=programme,
        library=library,
        answers=answers,
        helpdesk=helpdesk,
        outbox=Outbox(database, clock, live, metrics),
        metrics=metrics,
        reminders=reminders,
        broadcasts=broadcasts,
        changes=changes,
        drafts=Drafts(database, clock, programme, changes, live),
        conversation=Conversation(
            database,
            clock,
            answers,
            helpdesk,
            live,
            config.telegram.questions_per_minute,
            thinkers=MODEL_CALLS if config.llm.model else 2,
        ),
    )


def read_pack(path: Path, first_day: str = "", within: Event | None = None) -> Pack:
    """The event pack. ConfigurationError when nothing of it can be used."""
    try:
        return load(path, first_day=date.fromisoformat(first_day) if first_day else None, within=within)
    except PackError as error:
        raise ConfigurationError(str(error)) from error
    except ValueError:
        raise ConfigurationError(f'[event] first_day "{first_day}" is not a date; write it as 2026-01-06') from None


def build_assistant(config: Config, library: Library, event: Event, approved: Sequence[ApprovedAnswer]) -> Assistant:
    """The assistant over a library and a programme."""
    phraser = open_phraser(config.llm)
    return Assistant(event, library, approved, line=config.retrieval.confidence, phraser=phraser)


def open_phraser(settings: ModelSection) -> Phraser | None:
    """The configured language model; None without one. ModelError when it cannot be used."""
    if not settings.model:
        return None
    budget = Budget(settings.per_person_per_day, settings.per_day)
    phraser = Phraser(settings.model, base_url=settings.base_url, timeout=settings.timeout, budget=budget)
    phraser.check()
    return phraser


def index_folder(config: Config, data: Path, pack: Pack) -> Path:
    """Where the pack's index is. Packs do not share one: their folders are told apart by id and path."""
    mark = hashlib.sha256(str(config.event_path.resolve()).encode()).hexdigest()[:8]
    return data / "index" / f"{pack.event.id}-{mark}"


def open_library(config: Config, data: Path | None, pack: Pack) -> Library:
    """The search index of a pack, kept in the data folder; in memory without one."""
    return Library.open(
        index_folder(config, data, pack) if data else None,
        pack.documents,
        pack.approved,
        embedding=config.retrieval.embedding,
        chroma_url=config.chroma.url,
        event=pack.event,
    )


async def _clock(
    database: Database, event: Event, config: Config, start: datetime | None, speed: float | None
) -> Clock:
    if start is not None and start.tzinfo is None:
        start = start.replace(tzinfo=event.zone)
    if start is None and not event.over(datetime.now(UTC)):
        return SystemClock()
    return await saved_clock(
        database,
        start=start.replace(tzinfo=event.zone) if start and start.tzinfo is None else start,
        default=rehearsal_start(event),
        speed=speed or config.rehearsal.speed,
        over=event.over,
    )


def rehearsal_start(event: Event) -> datetime:
    """When a rehearsal of this event begins: shortly before its first item, in no quiet hours, so that what is announced is
    heard; else at the first day's morning."""
    if event.items:
        return after(event, Preferences(), event.items[0].start - REHEARSAL_LEAD)
    days = event.days()
    first = days[0] if days else datetime.now(UTC).date()
    return datetime(first.year, first.month, first.day, 8, tzinfo=event.zone)

"""`run`: everything that is configured, until it is told to stop."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, datetime
from pathlib import Path

import structlog
import uvicorn
from filelock import FileLock, Timeout

from bot.app import Application, open_application
from bot.changes.watching import Watcher
from bot.channels.telegram.wiring import Bots, bots, check_tokens, prepare
from bot.channels.web.app import create
from bot.channels.web.carrier import WebCarrier
from bot.commands.indexing import FirstIndex
from bot.commands.memory import give_back, one_heap
from bot.commands.staff import address_of
from bot.config import Config, Secrets, data_folder, load
from bot.delivery.lease.holder import SenderLease
from bot.delivery.worker import Courier, hands
from bot.errors import AlreadyRunning, ConfigurationError, first_line
from bot.logs import set_up
from bot.people.model import Role
from bot.programme.answers import MOST_READ_AHEAD
from bot.reminders.schedule import Wakeups
from knowledge.answers.model import Asker
from knowledge.errors import KnowledgeError
from knowledge.localize import day

COURIER = "courier"
"""Who acts, in the audit log, when sending pauses itself."""

LOOK_FOR_RELEASES = 2.0
"""Seconds between looks for a programme that another process released."""

TRY_AGAIN = 15.0
"""Seconds after which an index that could not be built is tried again."""

REST = 1.0
"""How many times as long as it read ahead it then leaves the processor to others."""

TURN = 0.001
"""Seconds a thread that works out an answer may go on while the loop waits; Python's own 5 ms would make every message
wait that long at each of its steps."""

log = structlog.get_logger(__name__)


def run(config: Path, data: Path, *, start: datetime | None, speed: float | None, standby: bool) -> None:
    """Serve until interrupted. ConfigurationError before anything is served when it cannot be."""
    settings = load(config)
    one_heap()
    sys.setswitchinterval(TURN)
    set_up(settings.log, Secrets.from_environment())
    check_tokens(Secrets.from_environment())
    if standby:
        prepare(Secrets.from_environment())
    with _only_one(data_folder(data), standby=standby), _listening(settings) as listener:
        asyncio.run(_serve(settings, data, listener, start, speed, standby=standby))


@contextmanager
def _only_one(data: Path, *, standby: bool) -> Iterator[None]:
    """Hold the data folder, so that a second process does not send the same messages."""
    lock = FileLock(data / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not standby:
            raise AlreadyRunning(
                f"another process already runs on the data folder {data}; stop it, name another folder with --data, "
                "or wait for it with --standby"
            ) from None
        log.info("standing by")
        lock.acquire()
    with lock:
        yield


@contextmanager
def _listening(config: Config) -> Iterator[socket.socket]:
    listener = socket.socket(socket.AF_INET6 if ":" in config.web.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.web.host, config.web.port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"port {config.web.port} on {config.web.host} cannot be used ({os.strerror(error.errno or 0)}); set another "
            "[web] port, or DELEGATE__WEB__PORT"
        ) from None
    with listener:
        yield listener


async def _serve(
    config: Config,
    data: Path,
    listener: socket.socket,
    start: datetime | None,
    speed: float | None,
    *,
    standby: bool,
) -> None:
    first_index = FirstIndex()
    port = listener.getsockname()[1]
    config = config.model_copy(update={"web": config.web.model_copy(update={"port": port})})
    async with (
        open_application(config, data, start=start, speed=speed, before_index=first_index) as application,
        SenderLease(application.database).held(standby=standby),
        bots(application) as telegram,
        _background(application, telegram),
    ):
        try:
            await asyncio.to_thread(_built, application)  # whoever takes over sends before it can answer
        except asyncio.CancelledError:
            first_index.stop()
            raise
        site = telegram.in_front_of(create(application))
        server = uvicorn.Server(uvicorn.Config(site, log_config=None, lifespan="off", timeout_graceful_shutdown=3))
        await _tell_addresses(application)
        await server.serve(sockets=[listener])


@asynccontextmanager
async def _background(application: Application, telegram: Bots) -> AsyncIterator[None]:
    """The owner of all background work: starts it, and stops it when serving ends; a failure of one stops all."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in _work(application, telegram)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


def _work(application: Application, telegram: Bots) -> Iterator[Coroutine[None, None, None]]:
    broadcasts = application.broadcasts

    async def pause(number: int, reason: str) -> None:
        await broadcasts.pause(number, COURIER, reason)

    courier = Courier(
        application.database,
        application.clock,
        application.live,
        [WebCarrier(), *telegram.carriers],
        doors=telegram.doors,
        broken=pause,
        failures=application.config.delivery.pause_after_failures,
        metrics=application.metrics,
        capacity=hands(application.config.delivery.per_second),
    )
    yield courier.run()
    yield Wakeups(application.reminders, application.clock).run()
    yield _follow(application)
    if application.config.event.watch:
        yield _watcher(application).run()
    yield _read_ahead(application)
    yield from (work() for work in telegram.works)


def _watcher(application: Application) -> Watcher:
    chosen = application.config.event.first_day
    day = date.fromisoformat(chosen) if chosen else None
    return Watcher(application.config.event_path, application.drafts, lambda: application.programme.event, day)


async def _follow(application: Application) -> None:
    """Notice what another process released."""
    while True:
        await asyncio.sleep(LOOK_FOR_RELEASES)
        try:
            if await application.programme.refresh():
                application.live.publish("programme")
        except Exception as error:  # a database that cannot be read now is read at the next look
            log.error("the programme cannot be read", error=first_line(error))


async def _read_ahead(application: Application) -> None:
    """Make ready what answering needs, little by little, since people may be asking already."""
    while True:
        if await asyncio.to_thread(_warmed_up, application):
            break
        await asyncio.sleep(TRY_AGAIN)
    for passage in application.library().passages()[:MOST_READ_AHEAD]:
        began = time.perf_counter()
        await asyncio.to_thread(application.answers.warm().prepare, passage)
        await asyncio.sleep(REST * (time.perf_counter() - began))
    give_back()


def _built(application: Application) -> None:
    """Build what answers; sending goes on when that is impossible for now, and it is tried again later."""
    try:
        application.answers.warm()
    except KnowledgeError:
        raise
    except Exception as error:
        log.error("the index of answers cannot be built", error=first_line(error))


def _warmed_up(application: Application) -> bool:
    """Let the first question in each language be as fast as the second. Serving does not wait for this; False when the index
    could not be built, for want of room on the disk perhaps."""
    now = application.clock.now()
    try:
        event = application.programme.event
        for language in event.languages:
            application.answers.ask(f"{event.name.best(language)}?", Asker(language=language), now)
        application.library().warm()
    except KnowledgeError as error:
        log.warning("vectors are compared without Chroma", reason=str(error))
    except Exception as error:
        log.error("the index of answers cannot be built", error=first_line(error))
        return False
    give_back()
    return True


async def _tell_addresses(application: Application) -> None:
    """Print them; serving does not depend on a link that cannot be made just now."""
    try:
        await _print_addresses(application)
    except Exception as error:
        log.error("the links cannot be made, start again for them once this is mended", error=first_line(error))


async def _print_addresses(application: Application) -> None:
    address = address_of(application.config)
    event = application.programme.event
    now = event.local(application.clock.now())
    print(f"{event.name.best('en')}, {day(now.date(), 'en')} {now:%H:%M} {event.timezone}", flush=True)
    if application.clock.rehearsal:
        print("The clock is a rehearsal's, not the real one.", flush=True)
        if event.notice:
            print(event.notice.best("en"), flush=True)
    print(f"chat:     {address}", flush=True)
    people = await application.people.everyone()
    if people:
        example = next((person for person in people if person.speaks(event) == event.language), people[0])
        token = await application.people.invite(example.id)
        print(f"delegate: {address}/i/{token}  ({example.name})", flush=True)
    staff = await application.people.staff()
    owner = next((member for member in staff if member.active and member.role is Role.OWNER), None)
    owner = owner or await application.people.add_staff("Organiser", Role.OWNER)
    print(f"staff:    {address}/staff/sign-in/{await application.people.sign_in_code(owner.id)}  (once)", flush=True)

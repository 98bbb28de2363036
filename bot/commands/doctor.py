"""`doctor`: what is misconfigured or went wrong, each with its mend."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, time, timedelta
from importlib.util import find_spec
from pathlib import Path

from bot.app import Application, open_application
from bot.config import Config, Secrets, load
from bot.delivery.overview.store import Jump
from bot.errors import ApplicationError
from bot.logs import quiet
from knowledge.check import check
from knowledge.event import Event
from knowledge.packs.model import Severity

_SPACE_NEEDED = 200 * 2**20
"""Bytes free below which a disk that is about to be full is pointed out."""

_LATE = 60.0
"""Seconds (event time) that a due message may wait before something must be wrong with the sending."""

_JUMP_TOLD = timedelta(days=1)
"""For so long after the machine's clock was set it is worth a line."""

_NOTE = "note: "
"""What is good to know, and nothing wrong."""

_EXTRAS = {"openai": "langchain_openai", "ollama": "langchain_ollama", "huggingface": "langchain_huggingface"}


def doctor(config: Path, data: Path) -> None:
    """Print each thing that is wrong with its mend, and what is good to know; exit 1 when anything is wrong."""
    quiet()
    settings = load(config)
    found = [*_settings(settings), *asyncio.run(_running(settings, data))]
    wrong = [line for line in found if not line.startswith(_NOTE)]
    print("\n".join([*(wrong or ["all is well"]), *(line for line in found if line.startswith(_NOTE))]))
    if wrong:
        sys.exit(1)


def _settings(config: Config) -> Iterator[str]:
    secrets = Secrets.from_environment()
    tokens = (secrets.delegate_bot_token.get_secret_value(), secrets.staff_bot_token.get_secret_value())
    if tokens[0] and tokens[0] == tokens[1]:
        yield "DELEGATE_BOT_TOKEN and STAFF_BOT_TOKEN are the same; make a second bot with @BotFather"
    if any(tokens) and not all(tokens):
        yield "only one of DELEGATE_BOT_TOKEN and STAFF_BOT_TOKEN is set; the other bot does not run"
    if config.telegram.mode == "webhook" and not (
        config.telegram.public_url and secrets.webhook_secret.get_secret_value()
    ):
        yield "[telegram] mode is webhook without public_url or WEBHOOK_SECRET; set both, or use polling"
    if config.web.host not in ("127.0.0.1", "localhost", "::1") and not config.web.public_url.startswith("https://"):
        yield "[web] host is open to the network without an https public_url; put a TLS proxy in front and set it"
    for key, value in (("llm", config.llm.model), ("retrieval", config.retrieval.embedding)):
        provider = value.partition(":")[0]
        if provider in _EXTRAS and find_spec(_EXTRAS[provider]) is None:
            yield f'[{key}] names "{provider}", which is not installed; install the extra "{provider}"'
    if config.llm.model.startswith("openai:") and not (os.environ.get("OPENAI_API_KEY") or config.llm.base_url):
        yield "[llm] model needs OPENAI_API_KEY in the environment; answers stay extractive until it is set"


async def _running(config: Config, data: Path) -> list[str]:
    found = list(_room(data))
    try:
        async with open_application(config, data) as application:
            return found + [line async for line in _look(application)]
    except ApplicationError as error:
        return [*found, str(error)]
    except Exception as error:  # to say what is wrong is what this is for, whatever it is
        reason = str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__]
        return [
            *found,
            f"the data folder {data} cannot be worked on: {reason[0]}; free its disk or mend its permissions",
        ]


def _room(data: Path) -> Iterator[str]:
    if data.exists() and shutil.disk_usage(data).free < _SPACE_NEEDED:
        yield f"the disk of {data} is nearly full; nothing can be sent without room for the record of it"


async def _look(application: Application) -> AsyncIterator[str]:
    outbox = await application.outbox.status()
    if outbox.oldest > _LATE:
        yield (
            f"{sum(outbox.waiting.values())} due messages have waited for up to {outbox.oldest:.0f} s; see that `run` is at "
            "work on this folder, and what its log says"
        )
    if (ahead := await application.outbox.ahead()) > _LATE:
        yield f"messages were written up to {ahead:.0f} s later than the clock shows; it was set back: set it right"
    if (jump := await application.outbox.jump()) and datetime.now(UTC) - jump.at < _JUMP_TOLD:
        yield _jumped(jump)
    for problem in check(application.pack):
        if problem.severity is Severity.ERROR:
            yield f"the event pack has errors ({problem.where}); see `python -m bot check`"
            break
    if application.pack.event.id != application.programme.event.id:
        yield "the data folder holds another event; use another --data folder"
    stuck = await application.outbox.stuck()
    if stuck:
        yield f"{len(stuck)} messages did not arrive; see `python -m bot status`"
    event = application.programme.event
    if event.over(application.clock.now()):
        yield "the event is over on the clock that runs; start a rehearsal with `run --clock`"
    for line in _clock_changes(event):
        yield line


def _jumped(jump: Jump) -> str:
    moment = f"{jump.at:%Y-%m-%d %H:%M} UTC"
    if jump.seconds < 0:
        return (
            f"the machine's clock was set back by {-jump.seconds:.0f} s at {moment}; nothing is sent twice for that, but see "
            "that it is right now"
        )
    return (
        f"the machine slept or its clock was set forward by {jump.seconds:.0f} s at {moment}; what came too late to be of use "
        "was not sent: see that the clock is right now, and `python -m bot status`"
    )


def _clock_changes(event: Event) -> Iterator[str]:
    """The hours at which the event's own clocks change between the day before it and its end."""
    days = event.days()
    if not days:
        return
    first, last = (
        datetime.combine(day, time(), event.zone) for day in (days[0] - timedelta(1), days[-1] + timedelta(1))
    )
    hour = first.astimezone(UTC)
    while hour < last:
        before, hour = event.local(hour), hour + timedelta(hours=1)
        shift = (event.local(hour).utcoffset() or timedelta()) - (before.utcoffset() or timedelta())
        if shift:
            way = "forward" if shift > timedelta() else "back"
            yield (
                f"{_NOTE}the clocks of {event.timezone} go {way} at {event.local(hour):%Y-%m-%d %H:%M}, during the event; "
                'reminders "a day" ahead keep the time of day, those of hours ahead the distance'
            )

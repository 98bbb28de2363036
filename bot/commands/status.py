"""`status` and `doctor`: how things stand, and what is misconfigured."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.app import Application, open_application
from bot.commands.staff import with_application
from bot.config import Config, Secrets, load
from bot.errors import ApplicationError
from bot.logs import quiet
from knowledge.check import check
from knowledge.packs.model import Severity

_SPACE_NEEDED = 200 * 2**20
"""Bytes free below which a disk that is about to be full is pointed out."""

_LATE = 60.0
"""Seconds (event time) that a due message may wait before something must be wrong with the sending."""

_EXTRAS = {"openai": "langchain_openai", "ollama": "langchain_ollama", "huggingface": "langchain_huggingface"}


def status(config: Path, data: Path, *, as_json: bool) -> None:
    """Print what is queued, sent and stuck, and who cannot be reached."""
    report = with_application(config, data, _report)
    print(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _as_text(report))


async def _report(application: Application) -> dict[str, Any]:
    outbox = await application.outbox.status()
    stuck = await application.outbox.stuck()
    opened = await application.people.opened()
    everyone = await application.people.everyone()
    event = application.programme.event
    return {
        "event": event.id,
        "revision": application.programme.revision,
        "time": event.local(application.clock.now()).isoformat(timespec="minutes"),
        "rehearsal": application.clock.rehearsal,
        "delegates": len(everyone),
        "opened": len(opened & {person.id for person in everyone}),
        "unreachable": [{"person": one.person, "reason": one.reason} for one in await application.outbox.unreachable()],
        "outbox": {state.value: count for state, count in outbox.states.items()},
        "waiting": {lane.name.lower(): count for lane, count in outbox.waiting.items()},
        "oldest_seconds": round(outbox.oldest, 1),
        "stuck": [
            {"id": one.id, "person": one.recipient, "state": one.state.value, "reason": one.reason} for one in stuck
        ],
        "handovers": len(await application.helpdesk.threads()),
    }


def _as_text(report: dict[str, Any]) -> str:
    lines = [
        f"{report['event']}, revision {report['revision']}, {report['time']}" + (" (rehearsal)" * report["rehearsal"]),
        f"delegates: {report['delegates']}, {report['opened']} have opened the bot, "
        f"{len(report['unreachable'])} cannot be reached",
        f"outbox: {_counted(report['outbox']) or 'empty'}",
        f"waiting now: {_counted(report['waiting']) or 'nothing'}; the oldest for {report['oldest_seconds']:.0f} s",
        f"questions waiting for staff: {report['handovers']}",
    ]
    lines += [f"unreachable: {one['person']}: {one['reason']}" for one in report["unreachable"]]
    lines += [f"stuck: {one['id']} to {one['person']}: {one['state']}, {one['reason']}" for one in report["stuck"]]
    return "\n".join(lines)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count)


def doctor(config: Path, data: Path) -> None:
    """Print each thing that is wrong with its mend; exit 1 when there is any."""
    quiet()
    settings = load(config)
    found = [*_settings(settings), *asyncio.run(_running(settings, data))]
    print("\n".join(found) or "all is well")
    if found:
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

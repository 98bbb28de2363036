"""`ask` and `search`: one answer, or a file of them."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bot.app import build_assistant, open_application, open_library, read_pack, rehearsal_start
from bot.config import Config, data_folder, load
from bot.errors import ConfigurationError, NotFound
from bot.logs import quiet
from bot.people.model import Delegate
from bot.programme.answers import MOST_READ_AHEAD, Answering
from knowledge.answers.model import Answer, Asker
from knowledge.answers.recall import shown
from knowledge.event import Event
from knowledge.index import Library
from knowledge.questions.language import detect

LINE_LIMIT = 100_000
"""Characters of one JSON line that are read."""


@dataclass(frozen=True)
class Desk:
    """Something that answers: a pack by itself, or the live programme of a data folder."""

    event: Event
    ask: Callable[[str, Asker, datetime], Answer]
    person: Callable[[str], Delegate]
    now: datetime


def ask(
    config: Path,
    data: Path,
    event: Path | None,
    question: str,
    *,
    lang: str,
    person: str,
    now: datetime | None,
    batch: Path | None,
    as_json: bool,
) -> None:
    """Print one answer, or a JSON line for each question of a file."""
    if not question and batch is None:
        raise ConfigurationError("nothing was asked; write the question after the command, or name a file with --batch")
    quiet()
    desk = open_desk(config, data, event, {lang, detect(question)} - {""} if batch is None else None)
    if batch is not None:
        for line in read_lines(batch):
            print(_answered(desk, line), flush=True)
        return
    answer, millis = _ask(desk, question, lang, person, now)
    print(json.dumps(_as_json("1", answer, millis), ensure_ascii=False) if as_json else _as_text(answer))


def search(config: Path, data: Path, event: Path | None, batch: Path, k: int) -> None:
    """Print the nearest passages of each query as a JSON line."""
    quiet()
    settings = _with_event(load(config), event)
    library = open_library(settings, data_folder(data), read_pack(settings.event_path, settings.event.first_day))
    for line in read_lines(batch):
        query = str(line.get("query") or line.get("question") or "")
        hits = library.search(query, _language(line, query), k)
        found = [{"source": h.passage.cited, "score": round(h.score, 4), "text": h.passage.text} for h in hits]
        print(json.dumps({"id": line.get("id"), "hits": found}, ensure_ascii=False), flush=True)


def _language(line: dict[str, Any], query: str) -> str:
    return str(line.get("lang") or "") or detect(query)


def open_desk(config: Path, data: Path, event: Path | None, languages: Collection[str] | None = None) -> Desk:
    """The pack named, else the live programme of the data folder, ready for questions in these languages, by default in all."""
    settings = load(config)
    if event is not None:
        return _pack_desk(_with_event(settings, event), data_folder(data), languages)
    return asyncio.run(_live_desk(settings, data, languages))


def _make_ready(answering: Answering, library: Library, languages: Collection[str] | None) -> None:
    """Read all that a question in these languages may be answered from, as a process that stays does after its start."""
    held = library.passages()
    chosen = held if languages is None else dict.fromkeys(one for code in languages for one in shown(held, code))
    for passage in islice(chosen, MOST_READ_AHEAD):
        answering.prepare(passage)


def _with_event(config: Config, event: Path | None) -> Config:
    if event is None:
        return config
    return config.model_copy(update={"event": config.event.model_copy(update={"path": event})})


def _pack_desk(config: Config, data: Path, languages: Collection[str] | None) -> Desk:
    pack = read_pack(config.event_path, config.event.first_day)
    library = open_library(config, data, pack)
    assistant = build_assistant(config, library, pack.event, pack.approved)
    _make_ready(assistant, library, languages)
    people = {invitee.id: Delegate(**invitee.model_dump()) for invitee in pack.people}
    now = datetime.now(UTC)
    return Desk(
        event=pack.event,
        ask=assistant.ask,
        person=lambda name: people.get(name) or _nobody(name),
        now=rehearsal_start(pack.event) if pack.event.over(now) else now,
    )


async def _live_desk(config: Config, data: Path, languages: Collection[str] | None) -> Desk:
    async with open_application(config, data) as application:
        people = {delegate.id: delegate for delegate in await application.people.everyone()}
        _make_ready(application.answers.warm(), application.library(), languages)
        return Desk(
            event=application.programme.event,
            ask=application.answers.ask,
            person=lambda name: people.get(name) or _nobody(name),
            now=application.clock.now(),
        )


def _nobody(name: str) -> Delegate:
    raise NotFound(f'there is no delegate "{name}"; see delegates.csv of the event pack')


def _ask(desk: Desk, question: str, lang: str, person: str, now: datetime | None) -> tuple[Answer, float]:
    delegate = desk.person(person) if person else Delegate(id="", name="")
    asker = Asker(language=lang or delegate.language, delegation=delegate.delegation, person=delegate.id)
    moment = desk.now if now is None else now if now.tzinfo else now.replace(tzinfo=desk.event.zone)
    began = time.perf_counter()
    answer = desk.ask(question, asker, moment)
    return answer, (time.perf_counter() - began) * 1000


def answer_line(desk: Desk, line: dict[str, Any]) -> Answer:
    """The answer to a line {"question", "lang"?, "now"?, "as"?}."""
    return _timed(desk, line)[0]


def _timed(desk: Desk, line: dict[str, Any]) -> tuple[Answer, float]:
    now = datetime.fromisoformat(str(line["now"])) if line.get("now") else None
    return _ask(desk, str(line.get("question", "")), str(line.get("lang") or ""), str(line.get("as") or ""), now)


def _answered(desk: Desk, line: dict[str, Any]) -> str:
    """One line's answer; what is wrong with a line is said in its place, and the others go on."""
    try:
        answer, millis = _timed(desk, line)
    except (ValueError, NotFound) as error:
        return json.dumps({"id": line.get("id"), "error": str(error)}, ensure_ascii=False)
    return json.dumps(_as_json(line.get("id"), answer, millis), ensure_ascii=False)


def _as_json(number: object, answer: Answer, millis: float) -> dict[str, Any]:
    return {
        "id": number,
        "answer": answer.text,
        "language": answer.language,
        "kind": answer.kind.value,
        "citations": [citation.model_dump() for citation in answer.citations],
        "confidence": round(answer.confidence, 3),
        "millis": round(millis, 1),
    }


def _as_text(answer: Answer) -> str:
    sources = [f"[{citation.title or citation.source}]({citation.source})" for citation in answer.citations]
    return "\n".join([answer.text, *sources])


def read_lines(batch: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file, or of standard input for "-". ConfigurationError names the line that is none."""
    try:
        text = sys.stdin.read() if str(batch) == "-" else batch.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{batch}: cannot be read ({error}); give a UTF-8 file of JSON lines") from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _parsed(batch, number, line[:LINE_LIMIT])


def _parsed(batch: Path, number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigurationError(f"{batch}, line {number}: not JSON ({error.msg}); one object a line") from None
    if not isinstance(found, dict):
        raise ConfigurationError(f'{batch}, line {number}: not an object; write {{"id": …, "question": …}}')
    return found

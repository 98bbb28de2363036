"""What is being prepared: its changes, whom it touches, what they would read; then released, or discarded."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.changes.drafts import MOST_WORDS, Prepared
from bot.changes.letters import Letter
from bot.changes.model import Words
from bot.changes.service import ChangePreview, Release
from bot.changes.text import describe
from bot.channels.web.console_programme import DRAFT_PATH, PATH, findings
from bot.channels.web.once import Once
from bot.channels.web.visits import ActingSender, Member, StaffVisit
from bot.delivery.model import Cause
from knowledge.check import check, explain
from knowledge.diff import Change
from knowledge.event import Event
from knowledge.localize import LANGUAGES, clock, short_day
from knowledge.packs.model import Problem

router = APIRouter(prefix=DRAFT_PATH)
CHANGES_SHOWN = 200
TEXTS_SHOWN = 12
"""Different texts shown in one language; those that most people get come first."""
NAMES_SHOWN = 60


@dataclass(frozen=True)
class Line:
    """A change in words: what staff read first, and every field below it."""

    change: Change
    said: Sequence[str]
    fields: Sequence[tuple[str, str, str]]


@router.get("")
async def draft(visit: Member, text: str = "") -> Response:
    """The preview; with `text` also what people would read in that language."""
    found = await visit.parts.drafts.prepared()
    if found is None:
        return RedirectResponse(PATH, 303)
    return await _page(visit, found, text)


async def _page(visit: StaffVisit, found: Prepared, shown: str) -> Response:
    preview = found.preview
    return visit.page(
        "console/programme_draft.html",
        member=visit.member,
        draft=found.draft,
        mark=found.mark,
        impact=preview.impact,
        clashing=preview.clashing,
        lines=[line(change, preview.event, visit.language) for change in preview.changes[:CHANGES_SHOWN]],
        more=max(0, len(preview.changes) - CHANGES_SHOWN),
        count=len(preview.changes),
        problems=[(one, explain(one, visit.language)) for one in await _news(visit, found)],
        told=await _told(visit, preview),
        told_more=max(0, len(preview.told) - NAMES_SHOWN),
        readers=_readers(preview.letters),
        shown=shown,
        letters=_most_read(preview.letters, shown),
        corrections=Cause.CORRECTION,
        words=found.draft.words.get(shown, Words()),
        most_words=MOST_WORDS,
        authors={member.person: member.name for member in await visit.parts.people.staff()},
    )


def line(change: Change, event: Event, language: str) -> Line:
    """The change in the reader's language; moments as people read them."""
    fields = change.fields(event)
    for name in fields.keys() & {"start", "end"}:
        sides = (getattr(side, name) for side in (change.before, change.after))
        old, new = (_moment(event.local(one), language) for one in sides)
        fields[name] = (old, new)
    return Line(change, describe(change, event, language), [(name, old, new) for name, (old, new) in fields.items()])


def _moment(local: datetime, language: str) -> str:
    return f"{short_day(local.date(), language)}, {clock(local, language)}"


async def _news(visit: StaffVisit, found: Prepared) -> Sequence[Problem]:
    """What was not understood in the file, and what would be wrong that is not wrong now."""
    values = {"event": found.draft.event, "problems": found.draft.problems, "places": {}}
    pack = visit.parts.pack.model_copy(update=values)
    before = {(one.code, one.where, *sorted(one.params.items())) for one in await findings(visit.parts)}
    later = await asyncio.to_thread(check, pack)
    return [one for one in later if (one.code, one.where, *sorted(one.params.items())) not in before]


async def _told(visit: StaffVisit, preview: ChangePreview) -> Sequence[tuple[str, bool]]:
    """The names of those who were told an old fact, and whether they get a correction: these first."""
    corrected = {one for letter in preview.letters if letter.cause is Cause.CORRECTION for one in letter.people}
    shown = sorted(preview.told, key=lambda one: one not in corrected)[:NAMES_SHOWN]
    names = await visit.parts.people.names(shown)
    return [(names.get(one) or one, one in corrected) for one in shown]


def _readers(letters: Sequence[Letter]) -> dict[str, int]:
    """How many people are written to in each language."""
    ordered = sorted(letters, key=lambda letter: letter.language)
    return {
        language: sum(len(letter.people) for letter in group)
        for language, group in groupby(ordered, key=lambda letter: letter.language)
    }


def _most_read(letters: Sequence[Letter], language: str) -> list[tuple[str, Cause, int]]:
    counts: dict[tuple[str, Cause], int] = {}
    for letter in letters:
        if letter.language == language:
            key = (letter.text, letter.cause)
            counts[key] = counts.get(key, 0) + len(letter.people)
    found = sorted(((*key, count) for key, count in counts.items()), key=lambda one: -one[2])
    return found[:TEXTS_SHOWN]


@router.post("/words")
async def words(
    visit: ActingSender, language: str = Form(), opening: str = Form(""), closing: str = Form("")
) -> Response:
    """Put staff's own words around the changes, in one language."""
    said = Words(opening=_plain(opening), closing=_plain(closing))
    await visit.parts.drafts.say(language if language in LANGUAGES else visit.language, said, visit.member.person)
    return RedirectResponse(f"{DRAFT_PATH}?text={language if language in LANGUAGES else ''}#texts", 303)


def _plain(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


@router.post("/release")
async def release(visit: ActingSender, request: Request, mark: str = Form(), notices: str = Form("")) -> Response:
    """Make it live; the same preview is released once. Without `notices` nobody is written to."""
    once: Once[Release] = request.app.state.once
    await once.do(
        f"release {mark}",
        lambda: visit.parts.drafts.release(mark, visit.member.person, silent=not notices),
    )
    return RedirectResponse(f"{PATH}?released=1", 303)


@router.post("/discard")
async def discard(visit: ActingSender) -> Response:
    """Forget it; the live programme stays as it is."""
    await visit.parts.drafts.discard()
    return RedirectResponse(PATH, 303)

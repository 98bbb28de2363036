"""The programme that is being prepared: several edits, or a new version, settle into one release."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from bot.changes import store
from bot.changes.model import Words
from bot.changes.service import ChangePreview, Changes, Release
from bot.clock import Clock
from bot.delivery.live import STAFF_TOPIC, Live
from bot.errors import Conflict
from bot.programme import store as revisions
from bot.programme.service import Programme
from bot.storage.engine import Database
from knowledge.diff import apply, diff
from knowledge.event import Event
from knowledge.packs.model import Pack, Problem

_DRAFT, _FILES, _SEEN = "programme draft", "programme files", "programme files seen"

MOST_WORDS = 500
"""Letters of an opening or a closing."""


class Draft(BaseModel):
    """A programme that waits for its release. `base` is the revision it was made from, `origin` the file it came from ("" for
    edits by hand), `mark` changes with every edit; `problems` are what its file was not understood in, `words` what staff
    say in its notices, by language."""

    model_config = ConfigDict(frozen=True)
    event: Event
    base: int
    by: str
    at: datetime
    mark: str
    origin: str = ""
    note: str = ""
    problems: tuple[Problem, ...] = ()
    words: Mapping[str, Words] = Field(default_factory=dict)


class Watched(BaseModel):
    """What came of looking at the event's files: a version to take over, or why they cannot be read, in one line."""

    model_config = ConfigDict(frozen=True)
    draft: Draft | None = None
    problem: str = ""


class Seen(BaseModel):
    """Which version of the watched files was last read: the `mark` of the files, and a digest of what they `say`."""

    model_config = ConfigDict(frozen=True)
    mark: str = ""
    says: str = ""


class Prepared(NamedTuple):
    """A draft and what releasing it would do. `mark` stands for both: when it is another, look again."""

    draft: Draft
    preview: ChangePreview
    mark: str


class Drafts:
    """One draft that all staff share, and beside it the latest version of the watched files. Both outlive a restart."""

    def __init__(self, database: Database, clock: Clock, programme: Programme, changes: Changes, live: Live) -> None:
        self._database, self._clock, self._programme = database, clock, programme
        self._changes, self._live = changes, live
        self._lock = asyncio.Lock()

    async def pending(self) -> Draft | None:
        """The draft, as a change of what is live now."""
        found = await self._kept(_DRAFT)
        return await self._brought_up(Draft.model_validate(found)) if found else None

    async def prepared(self) -> Prepared | None:
        """The draft with its preview."""
        draft = await self.pending()
        if draft is None:
            return None
        preview = await self._changes.preview(draft.event, draft.words)
        return Prepared(draft, preview, f"{draft.mark}-{self._programme.revision}")

    async def edit(self, change: Callable[[Event], Event], by: str) -> Draft:
        """One more edit of the draft, or the first of a new one. NotFound and Conflict as the edit has them."""
        async with self._lock:
            before = await self.pending()
            event = change(before.event if before else self._programme.event)
            values = {"event": event, "by": by, "at": self._clock.now(), "mark": _mark()}
            draft = before.model_copy(update=values) if before else self._draft(event, by)
            return await self._keep_draft(draft)

    async def say(self, language: str, words: Words, by: str) -> Draft:
        """Put these words around the changes in its notices of that language. Conflict when nothing is being prepared, or
        when they are too long for a message."""
        if max(len(words.opening), len(words.closing)) > MOST_WORDS:
            raise Conflict(f"a notice has room for {MOST_WORDS} letters before and after the changes; say it shorter")
        async with self._lock:
            draft = await self.pending()
            if draft is None:
                raise Conflict("nothing is being prepared any more")
            said = {**draft.words, language: words}
            values = {"words": said, "by": by, "at": self._clock.now(), "mark": _mark()}
            return await self._keep_draft(draft.model_copy(update=values))

    async def take(self, pack: Pack, by: str, origin: str) -> Draft:
        """Prepare this version instead of whatever was being prepared. Conflict when it is the same as what is live."""
        event = await asyncio.to_thread(self._changes.aligned, pack.event)
        if event == self._programme.event:
            raise Conflict(f"{origin} says the same as the live programme; nothing would change")
        return await self._replace(self._draft(event, by, origin, problems=pack.problems))

    async def take_back(self, by: str) -> Draft:
        """Prepare the programme as it was before the last release. Conflict when there was none."""
        number = self._programme.revision
        async with self._database.read() as tx:
            before = await revisions.revision(tx, number - 1)
        if before is None or before.id != self._programme.event.id:
            raise Conflict("there is no earlier programme to return to")
        return await self._replace(self._draft(before, by, note=f"undo of revision {number}"))

    async def discard(self) -> None:
        """Forget the draft; the live programme stays as it is."""
        async with self._lock:
            await self._drop(_DRAFT)

    async def release(self, mark: str, by: str, *, silent: bool = False) -> Release:
        """Release the draft that was previewed under this mark. Conflict when it, or what is live, has changed since."""
        async with self._lock:
            draft = await self.pending()
            if draft is None or f"{draft.mark}-{self._programme.revision}" != mark:
                raise Conflict("somebody has changed this in the meantime; look at the preview again")
            note = draft.note or (f"import of {draft.origin}" if draft.origin else "")
            released = await self._changes.release(draft.event, by, note, silent=silent, words=draft.words)
            await self._drop(_DRAFT)
            return released

    async def watched(self) -> Watched:
        """What the watched files say beyond what is live; empty when nothing."""
        found = await self._kept(_FILES)
        watched = Watched.model_validate(found) if found else Watched()
        if watched.draft is None:
            return watched
        draft = await self._brought_up(watched.draft)
        return watched.model_copy(update={"draft": draft})

    async def seen(self) -> Seen:
        """The version of the watched files that was last read, also before a restart; without one, what the very first
        import said."""
        if found := await self._kept(_SEEN):
            return Seen.model_validate(found)
        async with self._database.read() as tx:
            first = await revisions.revision(tx, 1)
        return Seen(says=_digest(first)) if first else Seen()

    async def propose(self, pack: Pack, origin: str, mark: str = "") -> ChangePreview | None:
        """Lay a new version of the watched files before staff; it is not released. None when the files say what they said
        the last time they were read, whatever was edited by hand since."""
        seen, says = await self.seen(), _digest(pack.event)
        await self._keep(_SEEN, Seen(mark=mark, says=says))
        if says == seen.says:
            await self._clear_problem()
            return None
        event = await asyncio.to_thread(self._changes.aligned, pack.event)
        draft = None if event == self._programme.event else self._draft(event, "", origin, problems=pack.problems)
        await self._keep(_FILES, Watched(draft=draft))
        return await self._changes.preview(event)

    async def report(self, problem: str, mark: str = "") -> None:
        """Tell staff that the watched files cannot be read."""
        await self._keep(_SEEN, (await self.seen()).model_copy(update={"mark": mark}))
        await self._keep(_FILES, Watched(problem=problem))

    async def _clear_problem(self) -> None:
        found = await self._kept(_FILES)
        if found and Watched.model_validate(found).problem:
            await self._drop(_FILES)

    async def take_watched(self, by: str) -> Draft:
        """Prepare what the watched files say, instead of whatever was being prepared. Conflict when they say nothing new."""
        found = (await self.watched()).draft
        if found is None:
            raise Conflict("the files say nothing new any more")
        await self._drop(_FILES)
        return await self._replace(found.model_copy(update={"by": by, "mark": _mark()}))

    async def ignore_watched(self) -> None:
        """Do not show it until the files change again."""
        await self._drop(_FILES)

    async def _brought_up(self, draft: Draft) -> Draft | None:
        """What the draft changes, made to what is live now. None when nothing is left to change."""
        live, number = self._programme.event, self._programme.revision
        if draft.base == number:
            return draft
        async with self._database.read() as tx:
            base = await revisions.revision(tx, draft.base)
        if base is None or base.id != live.id:
            return None
        event = draft.event.with_items(apply(diff(base, draft.event), live).items)
        return None if event == live else draft.model_copy(update={"event": event, "base": number})

    def _draft(
        self, event: Event, by: str, origin: str = "", note: str = "", problems: tuple[Problem, ...] = ()
    ) -> Draft:
        at, base = self._clock.now(), self._programme.revision
        return Draft(event=event, base=base, by=by, at=at, mark=_mark(), origin=origin, note=note, problems=problems)

    async def _replace(self, draft: Draft) -> Draft:
        async with self._lock:
            return await self._keep_draft(draft)

    async def _keep_draft(self, draft: Draft) -> Draft:
        if draft.event == self._programme.event:
            await self._drop(_DRAFT)  # edits that cancel each other out leave nothing to release
        else:
            await self._keep(_DRAFT, draft)
        return draft

    async def _kept(self, name: str) -> Any:
        async with self._database.read() as tx:
            return await store.kept(tx, name)

    async def _keep(self, name: str, value: BaseModel) -> None:
        async with self._database.begin() as tx:
            await store.keep(tx, name, value.model_dump(mode="json"))
        self._live.publish(STAFF_TOPIC)

    async def _drop(self, name: str) -> None:
        async with self._database.begin() as tx:
            await store.drop(tx, name)
        self._live.publish(STAFF_TOPIC)


def _digest(event: Event) -> str:
    return hashlib.sha256(event.model_dump_json().encode()).hexdigest()


def _mark() -> str:
    return secrets.token_hex(6)

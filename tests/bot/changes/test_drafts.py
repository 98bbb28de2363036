"""The draft all staff share, and the files that are watched."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.changes import edits
from bot.changes.drafts import Drafts
from bot.changes.service import Changes
from bot.changes.watching import SETTLED, Sight, Watcher, fingerprint
from bot.clock import ManualClock
from bot.delivery.live import Live
from bot.errors import Conflict
from bot.programme.service import Programme
from bot.reminders.service import Reminders
from bot.storage.engine import Database
from knowledge.packs import load, save
from knowledge.packs.model import Pack
from tests.events import festival


class Desk:
    def __init__(self, database: Database, clock: ManualClock, programme: Programme) -> None:
        self.programme = programme
        self.changes = Changes(database, clock, programme, Reminders(database, clock, programme), Live())
        self.drafts = Drafts(database, clock, programme, self.changes, Live())


@pytest.fixture
async def desk(database: Database, clock: ManualClock) -> Desk:
    return Desk(database, clock, await Programme.open(database, clock, festival()))


async def test_a_draft_follows_what_is_released_beside_it(desk: Desk) -> None:
    await desk.drafts.edit(lambda event: edits.delay(event, "concert", timedelta(hours=1)), "mia")
    await desk.changes.release(edits.cancel(desk.programme.event, "opening"), "tom")
    prepared = await desk.drafts.prepared()
    assert prepared
    assert [(change.item.id, change.kind.value) for change in prepared.preview.changes] == [("concert", "changed")]
    assert prepared.preview.event.items_by_id["opening"].cancelled
    await desk.drafts.release(prepared.mark, "mia")
    assert (await desk.drafts.pending(), desk.programme.revision) == (None, 3)


async def test_edits_that_cancel_each_other_out_leave_nothing_to_release(desk: Desk) -> None:
    await desk.drafts.edit(lambda event: edits.delay(event, "concert", timedelta(hours=1)), "mia")
    await desk.drafts.edit(lambda event: edits.delay(event, "concert", timedelta(hours=-1)), "tom")
    assert await desk.drafts.pending() is None


async def test_two_releases_of_one_preview_are_one(desk: Desk) -> None:
    await desk.drafts.edit(lambda event: edits.cancel(event, "concert"), "mia")
    prepared = await desk.drafts.prepared()
    assert prepared
    await desk.drafts.release(prepared.mark, "mia")
    with pytest.raises(Conflict):
        await desk.drafts.release(prepared.mark, "tom")
    assert desk.programme.revision == 2


async def test_a_release_by_another_process_is_noticed(database: Database, clock: ManualClock, desk: Desk) -> None:
    other = Desk(database, clock, await Programme.open(database, clock, festival()))
    await other.changes.release(edits.cancel(other.programme.event, "opening"), "terminal")
    with pytest.raises(Conflict, match="just released"):
        await desk.changes.release(edits.cancel(desk.programme.event, "concert"), "mia")


def test_files_are_read_only_when_nobody_has_written_for_a_while() -> None:
    sight = Sight("a", "a", 0.0)
    assert not sight.look("a", 9.0).settled(9.0)
    sight = sight.look("b", 10.0)
    assert not sight.settled(10.0 + SETTLED / 2)
    sight = sight.look("c", 10.0 + SETTLED / 2)  # still being written
    assert not sight.look("c", 10.0 + SETTLED).settled(10.0 + SETTLED)
    settled = sight.look("c", 10.0 + 2 * SETTLED)
    assert settled.settled(10.0 + 2 * SETTLED)
    assert not settled.done().settled(99.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "pack"
    save(Pack(event=festival()), found)
    return found


async def look(watcher: Watcher, sight: Sight) -> Sight:
    """See the files as they are, and again once they have settled."""
    return await watcher.step(await watcher.step(sight, 100.0), 100.0 + SETTLED)


async def test_a_changed_pack_is_proposed_and_never_released(desk: Desk, folder: Path) -> None:
    watcher = Watcher(folder, desk.drafts, lambda: desk.programme.event)
    mark = fingerprint(folder)
    sight = Sight(mark, mark, 0.0)
    save(Pack(event=edits.delay(festival(), "concert", timedelta(hours=1))), folder)
    (folder / ".~lock").write_text("an editor's own")
    sight = await look(watcher, sight)
    proposed = (await desk.drafts.watched()).draft
    assert proposed
    assert [one.id for one in proposed.event.items if one != desk.programme.event.items_by_id[one.id]] == ["concert"]
    assert (desk.programme.revision, await desk.drafts.pending()) == (1, None)
    await desk.drafts.take_watched("mia")
    prepared = await desk.drafts.prepared()
    assert prepared
    await desk.drafts.release(prepared.mark, "mia")
    assert (desk.programme.revision, (await desk.drafts.watched()).draft) == (2, None)


async def test_what_changed_while_nobody_was_looking_is_proposed_at_the_start(desk: Desk, folder: Path) -> None:
    pack = load(folder).event
    save(Pack(event=edits.delay(pack, "concert", timedelta(hours=1))), folder)
    watcher = Watcher(folder, desk.drafts, lambda: desk.programme.event)
    await look(watcher, await watcher.begin(90.0))
    proposed = (await desk.drafts.watched()).draft
    assert proposed
    assert [one.id for one in proposed.event.items if one != desk.programme.event.items_by_id[one.id]] == ["concert"]
    assert (desk.programme.revision, await desk.drafts.pending()) == (1, None)


async def test_files_nobody_touched_do_not_take_back_what_was_edited_by_hand(desk: Desk, folder: Path) -> None:
    watcher = Watcher(folder, desk.drafts, lambda: desk.programme.event)
    await look(watcher, await watcher.begin(90.0))
    await desk.changes.release(edits.cancel(desk.programme.event, "concert"), "mia")
    for file in folder.iterdir():
        file.touch()
    await look(watcher, await watcher.begin(90.0))
    assert (await desk.drafts.watched()).draft is None
    assert desk.programme.event.items_by_id["concert"].cancelled


async def test_a_broken_or_vanished_file_is_one_line_and_nothing_changes(desk: Desk, folder: Path) -> None:
    watcher = Watcher(folder, desk.drafts, lambda: desk.programme.event)
    mark = fingerprint(folder)
    sight = Sight(mark, mark, 0.0)
    (folder / "event.toml").write_text("id = 'half writ")
    sight = await look(watcher, sight)
    problem = (await desk.drafts.watched()).problem
    assert problem
    assert "\n" not in problem
    shutil.rmtree(folder)
    await look(watcher, sight)
    assert (await desk.drafts.watched()).problem
    assert (desk.programme.event, desk.programme.revision) == (festival(), 1)

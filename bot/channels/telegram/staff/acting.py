"""What is done to announcements that were sent: list, pause, resume, cancel, retry, recall, approve."""

from bot.broadcasts.recall.service import Recall
from bot.channels.telegram.buttons import Button, pack
from bot.channels.telegram.markup import escape
from bot.channels.telegram.staff.broadcasting import Broadcasting
from bot.channels.telegram.staff.progress import ACT, Watches
from bot.channels.telegram.staff.shift import Shift

SHOW = "bw"
_SHOWN = 8


class Acting:
    """The buttons below a broadcast's progress."""

    def __init__(self, watches: Watches, broadcasting: Broadcasting) -> None:
        self._watches, self._broadcasting = watches, broadcasting

    async def list_(self, shift: Shift, rest: str = "") -> None:
        """The latest announcements, to look at."""
        latest = await shift.parts.broadcasts.latest(_SHOWN)
        rows = tuple(
            (Button(f"{one.id} · {one.draft.texts.get(one.draft.source, '')[:40]}", pack(SHOW, str(one.id))),)
            for one in latest
        )
        said = shift.t("Announcements so far") if latest else shift.t("No announcement yet.")
        await shift.say(escape(said), rows)

    async def show(self, shift: Shift, rest: str) -> None:
        """Follow one of them."""
        await shift.toast()
        if rest[1:].isdecimal() and len(rest) < 16:
            await self._watches.watch(shift, int(rest[1:]))

    async def act(self, shift: Shift, rest: str) -> None:
        """A button below a broadcast."""
        what, _, number = rest[1:].partition(":")
        if not number.isdecimal() or len(number) > 15:
            await shift.toast(shift.t("This button is out of date."))
            return
        if what == "correct":
            await self._broadcasting.begin_correction(shift, f":{number}")
        elif what == "recall?":
            await self._ask_recall(shift, int(number))
        else:
            await shift.toast(await self._act(shift, what, int(number)))

    async def _ask_recall(self, shift: Shift, number: int) -> None:
        await shift.toast()
        progress = await shift.parts.broadcasts.progress(number)
        said = shift.t(
            "Take no. {number} back from {count} readers? Telegram deletes what is younger than 48 hours.",
            number=number,
            count=progress.sent,
        )
        yes = Button("🗑 " + shift.t("Recall"), pack(ACT, f"recall:{number}"))
        await shift.say(escape(said), ((yes,),))

    async def _act(self, shift: Shift, what: str, number: int) -> str:
        broadcasts, by = shift.parts.broadcasts, shift.member.person
        if what == "approve":
            await broadcasts.approve(number, shift.member)
            await self._watches.watch(shift, number)
            return shift.t("Approved.")
        if what == "pause":
            await broadcasts.pause(number, by)
        elif what == "resume":
            await broadcasts.resume(number, by)
        elif what == "cancel":
            await broadcasts.cancel(number, by)
        elif what == "retry":
            return shift.t("{count} are tried again", count=await broadcasts.retry_failed(number, by))
        elif what == "recall":
            await Recall(shift.parts.database, shift.parts.clock, shift.parts.live).recall(number, by)
            await self._watches.watch(shift, number)
        else:
            return shift.t("This button is out of date.")
        return shift.t("Done.")

"""/delay, /move and /cancel: what it would do to whom, then a confirmation."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.changes import edits
from bot.changes.service import ChangePreview
from bot.changes.text import describe
from bot.channels.telegram.buttons import Button, Rows, in_rows, label, pack, resolve
from bot.channels.telegram.markup import bold, escape, italic
from bot.channels.telegram.staff.shift import Shift
from bot.errors import Conflict
from knowledge.event import Event, Item

CHOOSE, APPLY, LEAVE = "ec", "ea", "el"
_SHOWN = 12
_DELAYS = (10, 15, 30, 60, -15)
_LENGTH = re.compile(r"([+-]?\d{1,4})\s*(m|min|h)?")
Edit = Callable[[Event], Event]


@dataclass(frozen=True)
class Pending:
    """A change that waits to be confirmed; `key` stands in its button."""

    key: str
    edit: Edit
    note: str


class Edits:
    """One change a chat waits for confirmation; it is forgotten when the process ends."""

    def __init__(self) -> None:
        self._pending: dict[int, Pending] = {}

    def drop(self, chat: int) -> None:
        self._pending.pop(chat, None)

    async def delay(self, shift: Shift, rest: str = "") -> None:
        """/delay ITEM 15m"""
        words = rest.split()
        if len(words) < 2:
            await self._choose(shift, "delay", words[0] if words else "")
            return
        length = _length(words[-1])
        await self._preview(shift, lambda event: edits.delay(event, words[0], length), f"delay {rest}")

    async def move(self, shift: Shift, rest: str = "") -> None:
        """/move ITEM 14:30, /move ITEM 2026-01-07 14:30, /move ITEM room Hall 2, /move ITEM venue ID"""
        words = rest.split()
        if len(words) < 2:
            await shift.say(escape(shift.t("Write: /move ITEM 14:30, /move ITEM room NAME or /move ITEM venue ID")))
            await self._choose(shift, "move", words[0] if words else "")
            return
        item, what, value = words[0], words[1].lower(), " ".join(words[2:])
        if what in ("room", "venue") and value:
            given = {what: value}
            await self._preview(shift, lambda event: edits.move(event, item, **given), f"move {rest}")  # type: ignore[arg-type]
            return
        start = _start(" ".join(words[1:]), item, shift.event)
        await self._preview(shift, lambda event: edits.move(event, item, start=start), f"move {rest}")

    async def cancel(self, shift: Shift, rest: str = "") -> None:
        """/cancel ITEM"""
        if not rest.strip():
            await self._choose(shift, "cancel", "")
            return
        await self._preview(shift, lambda event: edits.cancel(event, rest.strip()), f"cancel {rest}")

    async def _choose(self, shift: Shift, what: str, item: str) -> None:
        """The items ahead as buttons, or the lengths of a delay once there is one."""
        if what == "delay" and item:
            edits.find(shift.event, item)
            buttons = [Button(f"{minutes:+} min", pack(CHOOSE, f"delay {item} {minutes}m")) for minutes in _DELAYS]
            await shift.say(bold(item), in_rows(buttons, 3))
            return
        ahead = _ahead(shift)
        rows = in_rows((Button(label(shift.named(one)), pack(CHOOSE, f"{what} {one.id}")) for one in ahead), 1)
        await shift.say(bold(shift.t("Which item?")), rows)

    async def choose(self, shift: Shift, rest: str) -> None:
        """A tap on an item, or on a length."""
        candidates = [f"{what} {item.id}" for item in _ahead(shift) for what in ("delay", "move", "cancel")]
        candidates += [f"delay {item.id} {minutes}m" for item in _ahead(shift) for minutes in _DELAYS]
        found = resolve(rest, candidates)
        await shift.toast("" if found else shift.t("This button is out of date."))
        if found is None:
            return
        what, _, given = found.partition(" ")
        if what == "move":
            await shift.say(f"<code>/move {escape(given)} 14:30</code>")
        else:
            await {"delay": self.delay, "cancel": self.cancel}[what](shift, given)

    async def _preview(self, shift: Shift, edit: Edit, note: str) -> None:
        preview = await shift.parts.changes.preview_edit(edit)
        if not preview.changes:
            raise Conflict(shift.t("Nothing would change."))
        pending = Pending(secrets.token_hex(4), edit, note)
        self._pending[shift.chat] = pending
        rows: Rows = (
            (Button("✅ " + shift.t("Release and tell them"), pack(APPLY, pending.key)),),
            (Button("✖ " + shift.t("Discard"), pack(LEAVE)),),
        )
        await shift.say(impact_text(shift, preview), rows)

    async def apply(self, shift: Shift, rest: str) -> None:
        """Release the change, as it looks on the programme of this moment."""
        pending = self._pending.get(shift.chat)
        if pending is None or rest != f":{pending.key}":
            await shift.toast(shift.t("This button is out of date."))
            return
        self.drop(shift.chat)
        await shift.toast()
        preview = await shift.parts.changes.preview_edit(pending.edit)
        release = await shift.parts.changes.release(preview.event, shift.member.person, pending.note)
        said = shift.t(
            "Released as no. {revision}: {notified} are notified, {corrected} corrected.",
            revision=release.revision,
            notified=release.notified,
            corrected=release.corrected,
        )
        await shift.revise(escape(said))

    async def leave(self, shift: Shift, rest: str) -> None:
        self.drop(shift.chat)
        await shift.toast()
        await shift.revise(escape(shift.t("Discarded.")))


def _ahead(shift: Shift) -> list[Item]:
    """What is not over, soonest first."""
    now = shift.parts.clock.now()
    return [item for item in shift.event.items if item.end > now and not item.cancelled][:_SHOWN]


def impact_text(shift: Shift, preview: ChangePreview) -> str:
    """What would change, and for whom."""
    lines = []
    for change in preview.changes:
        lines += [f"• {escape(line)}" for line in describe(change, preview.event, shift.language)]
    impact = preview.impact
    delegations = sorted(impact.by_delegation.items(), key=lambda one: -one[1])
    lines += [
        "",
        escape(shift.t("Notified: {count}", count=impact.people)),
        italic(", ".join(f"{code or '–'} {count}" for code, count in delegations[:12])),
        escape(shift.t("Told the old fact and corrected besides: {count}", count=impact.told)),
        escape(
            shift.t(
                "Reminders moved: {moved}, at once: {at_once}",
                moved=impact.reminders_moved,
                at_once=impact.reminders_now,
            )
        ),
    ]
    lines += [f"⚠️ {escape(shift.t('Overlaps: {items}', items=clash))}" for clash in impact.clashes[:5]]
    return "\n".join(lines)[:4000]


def _length(text: str) -> timedelta:
    """ "15m", "-10", "2h". Conflict for anything else."""
    found = _LENGTH.fullmatch(text.lower())
    if found is None or int(found[1]) == 0:
        raise Conflict(f'"{text}" is not a length of time; write 15m or 1h')
    return timedelta(hours=int(found[1])) if found[2] == "h" else timedelta(minutes=int(found[1]))


def _start(text: str, item: str, event: Event) -> datetime:
    """A time on the item's own day, or a date and a time, on the event's clocks. Conflict for anything else."""
    day = event.day(edits.find(event, item).start)
    try:
        moment = (
            datetime.combine(day, time.fromisoformat(text.zfill(5))) if len(text) <= 5 else datetime.fromisoformat(text)
        )
    except ValueError:
        raise Conflict(f'"{text}" is not a time; write 14:30 or 2026-01-07 14:30') from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=event.zone)).astimezone(UTC)

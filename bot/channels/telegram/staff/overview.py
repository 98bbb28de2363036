"""/status, /queue, /who: what waits, what is stuck, who cannot be reached. And help, and the language."""

from collections import Counter

from bot.channels.telegram.buttons import Button, in_rows, pack
from bot.channels.telegram.markup import bold, escape
from bot.channels.telegram.staff.shift import Shift
from bot.delivery.model import OPEN_STATES, Lane, State
from bot.delivery.service import Outbox
from bot.people import store as people
from knowledge.localize import LANGUAGES, NATIVE_NAMES, clock, day

LANGUAGE, RETRY = "l", "rt"
_SHOWN = 8
COMMANDS = {
    "broadcast": "Write an announcement",
    "broadcasts": "Announcements so far",
    "questions": "Questions that wait for us",
    "status": "How things stand",
    "queue": "Messages waiting or stuck",
    "who": "Who has not opened the assistant, who is unreachable",
    "delay": "Delay a programme item",
    "move": "Move a programme item",
    "cancel": "Cancel a programme item",
    "language": "Change the language",
    "help": "What this bot does",
}
"""The menu, in order."""

_LANES = {
    Lane.URGENT: "Urgent",
    Lane.REPLY: "Answers",
    Lane.CHANGE: "Changes",
    Lane.REMINDER: "Reminders",
    Lane.BROADCAST: "Announcements",
}
_STATES = {
    State.DEAD: "not delivered",
    State.AMBIGUOUS: "perhaps delivered",
    State.EXPIRED: "too late",
}


def outbox(shift: Shift) -> Outbox:
    return Outbox(shift.parts.database, shift.parts.clock, shift.parts.live)


async def help_(shift: Shift, rest: str = "") -> None:
    """Who is signed in, and the commands."""
    lines = [f"/{name} – {escape(shift.t(said))}" for name, said in COMMANDS.items()]
    signed = shift.t("Signed in: {name} ({role})", name=shift.member.name, role=shift.member.role.value)
    hint = shift.t("Reply to the card of a question to answer it.")
    await shift.say("\n".join([bold(signed), escape(hint), "", *lines]))


async def status(shift: Shift, rest: str = "") -> None:
    """How things stand, on one screen."""
    parts, event = shift.parts, shift.event
    now = event.local(parts.clock.now())
    found = await outbox(shift).status()
    threads = await parts.helpdesk.threads()
    async with parts.database.read() as tx:
        opened = await people.opened(tx)
    everyone = {person.id for person in await parts.people.everyone()}
    waiting = sum(found.states.get(state, 0) for state in OPEN_STATES)
    failed = found.states.get(State.DEAD, 0) + found.states.get(State.AMBIGUOUS, 0)
    lines = [
        bold(f"{day(now.date(), shift.language)} {clock(now, shift.language)} · {event.timezone}"),
        escape(
            shift.t(
                "Delegates: {count}, of whom {opened} have opened it",
                count=len(everyone),
                opened=len(everyone & opened),
            )
        ),
        escape(shift.t("Questions waiting: {count}", count=len(threads))),
        escape(
            shift.t(
                "Messages: {sent} sent, {waiting} waiting, {failed} not delivered",
                sent=found.states.get(State.SENT, 0),
                waiting=waiting,
                failed=failed,
            )
        ),
    ]
    coming = [item for item in event.items if item.end > parts.clock.now() and not item.cancelled][:3]
    await shift.say("\n".join([*lines, "", *(escape(shift.named(item)) for item in coming)]))


async def queue(shift: Shift, rest: str = "") -> None:
    """What waits in each lane, and what is stuck and why."""
    found, stuck = await outbox(shift).status(), await outbox(shift).stuck(limit=_SHOWN)
    lines = [bold(shift.t("Waiting"))]
    lines += [f"{escape(shift.t(_LANES[lane]))}: {count}" for lane, count in sorted(found.waiting.items())] or ["0"]
    if stuck:
        lines += ["", bold(shift.t("Stuck"))]
        lines += [
            f"• {escape(one.name or one.recipient)}: {escape(shift.t(_STATES[one.state]))} – {escape(one.reason[:120])}"
            for one in stuck
        ]
    again = ((Button("🔁 " + shift.t("Try the failed ones again"), pack(RETRY)),),)
    await shift.say("\n".join(lines), again if stuck and shift.member.role.may_broadcast() else ())


async def retry(shift: Shift, rest: str = "") -> None:
    """Try what failed again."""
    ids = [one.id for one in await outbox(shift).stuck((State.DEAD,))]
    count = await outbox(shift).retry(ids)
    await shift.toast(shift.t("{count} are tried again", count=count))


async def who(shift: Shift, rest: str = "") -> None:
    """Who has never opened the assistant, by delegation; who cannot be reached, and why."""
    async with shift.parts.database.read() as tx:
        opened = await people.opened(tx)
    missing = [person for person in await shift.parts.people.everyone() if person.id not in opened]
    unreachable = await outbox(shift).unreachable()
    by_delegation = Counter(person.delegation for person in missing)
    lines = [bold(shift.t("Never opened: {count}", count=len(missing)))]
    for code, count in by_delegation.most_common(20):
        found = shift.event.delegations_by_id.get(code)
        names = [person.name for person in missing if person.delegation == code][:5]
        more = "" if count <= len(names) else " …"
        lines.append(
            f"• {escape(shift.own(found.name) if found else code or '–')} ({count}): {escape(', '.join(names) + more)}"
        )
    lines += ["", bold(shift.t("Unreachable: {count}", count=len(unreachable)))]
    lines += [f"• {escape(one.name)}: {escape(one.reason)}" for one in unreachable[:20]]
    await shift.say("\n".join(lines)[:3900])


async def language(shift: Shift, rest: str = "") -> None:
    """The languages to choose from."""
    rows = in_rows((Button(NATIVE_NAMES[code], pack(LANGUAGE, code)) for code in LANGUAGES), 3)
    await shift.say(escape(shift.t("Choose your language:")), rows)

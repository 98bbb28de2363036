"""`status`: how things stand."""

import json
from pathlib import Path
from typing import Any

from bot.app import Application
from bot.commands.staff import with_application


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

"""`check`, `import` and `export`: programmes and packs in and out."""

import json
import sys
from pathlib import Path
from typing import Any

from bot.app import Application, read_pack
from bot.changes.service import ChangePreview, Release
from bot.commands.staff import TERMINAL, with_application
from bot.config import load
from bot.errors import Conflict
from knowledge.check import check as problems_of
from knowledge.check import explain
from knowledge.diff import Change
from knowledge.event import Event
from knowledge.packs import save
from knowledge.packs.model import Pack, Problem, Severity


def check(path: Path, *, first_day: str = "", as_json: bool) -> None:
    """Print what to mend; exit 1 when an error is among it."""
    problems = problems_of(read_pack(path, first_day))
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        lines = [{**explain(one).model_dump(), "code": one.code, "severity": one.severity.value} for one in problems]
        print(json.dumps({"errors": errors, "warnings": len(problems) - errors, "problems": lines}, ensure_ascii=False))
    else:
        print("\n".join([*map(_line, problems), f"{errors} to mend, {len(problems) - errors} to look at"]))
    if errors:
        sys.exit(1)


def _line(problem: Problem) -> str:
    said = explain(problem)
    return f"{problem.severity.value}: {said.where}: {said.what} {said.mend}".rstrip()


def import_(config: Path, data: Path, path: Path, *, apply: bool, first_day: str, as_json: bool) -> None:
    """Print what the new version changes and whom it touches; release it when `apply`."""

    async def use(application: Application) -> dict[str, Any]:
        pack = read_pack(path, first_day, application.programme.event)
        preview = await application.changes.preview_import(pack.event)
        released = None
        if apply and preview.changes:
            released = await application.changes.release(preview.event, TERMINAL, f"import of {path.name}")
        return report_of(preview, released, pack, application.programme.revision)

    report = with_application(config, data, use)
    print(json.dumps(report, ensure_ascii=False) if as_json else as_text(report, apply=apply))


def report_of(preview: ChangePreview, released: Release | None, pack: Pack, revision: int) -> dict[str, Any]:
    """What a preview or a release says, for machines."""
    return {
        "revision": released.revision if released else revision,
        "changes": [_change(change, preview.event) for change in preview.changes],
        "impact": preview.impact.model_dump() | ({"notified": released.notified} if released else {}),
        "notes": [f"{said.where}: {said.what} {said.mend}".rstrip() for said in map(explain, pack.problems)],
    }


def _change(change: Change, event: Event) -> dict[str, Any]:
    item = change.item
    return {
        "kind": change.kind.value,
        "item": {
            "id": item.id,
            "title": item.title.best(event.language),
            "start": event.local(item.start).isoformat(),
            "end": event.local(item.end).isoformat(),
            "room": item.room.best(event.language),
        },
        "fields": {name: list(values) for name, values in change.fields(event).items()},
    }


def as_text(report: dict[str, Any], *, apply: bool) -> str:
    """The report in lines for people."""
    lines = [
        f"{c['kind']}: {c['item']['title']} ({c['item']['start']}) {_fields(c['fields'])}" for c in report["changes"]
    ]
    impact = report["impact"]
    touched = ", ".join(f"{name or 'no delegation'} {count}" for name, count in impact["by_delegation"].items())
    lines.append(
        f"{_counted(len(report['changes']), 'change')}; people touched: {impact['people']} ({touched or 'nobody'})"
    )
    moved, now, past = (impact[f"reminders_{name}"] for name in ("moved", "now", "past"))
    lines.append(f"reminders: {moved} move, {now} go out at once, {past} come too late")
    lines.append(f"{impact['told']} people were told an old fact and will be corrected")
    lines += [f"new clash: {pair}" for pair in impact["clashes"]] + [f"note: {note}" for note in report["notes"]]
    if not report["changes"]:
        return "\n".join(["nothing changes", *lines[3:]])
    return "\n".join(
        [*lines, f"released as revision {report['revision']}" if apply else "nothing was released; add --apply"]
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _fields(fields: dict[str, list[str]]) -> str:
    return "; ".join(f"{name}: {old[:60]} → {new[:60]}" for name, (old, new) in fields.items())


def export(config: Path, data: Path, event: Path | None, out: Path, *, people: bool = False) -> None:
    """Write the live programme, or the pack's own when `event` names one; a .json names people only when `people`."""
    settings = load(config)
    if people and out.suffix.lower() not in ("", ".json"):
        raise Conflict(f"{out.suffix} has no place for people; use a folder or .json, or leave --people out")
    if event is not None:
        pack = read_pack(event, settings.event.first_day)
    else:

        async def use(application: Application) -> Pack:
            return application.pack.model_copy(update={"event": application.programme.event})

        pack = with_application(config, data, use)
    save(pack, out, people=people)
    private = bool(pack.people) and (people or not out.suffix)
    warning = "; it names people and their addresses: do not publish it" if private else ""
    print(f"{len(pack.event.items)} items written to {out}{warning}")

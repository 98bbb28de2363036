"""What our own schedule.json says beyond the public layout, as far as nobody edited the public part since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from knowledge.documents.model import Document
from knowledge.event import Event, Item, LocalizedText
from knowledge.packs.entry import Entry, Schedule
from knowledge.packs.json_writer import public_event
from knowledge.packs.model import ApprovedAnswer, Invitee
from knowledge.packs.problems import Code, Report
from knowledge.packs.public import PublicSchedule, Talk
from knowledge.packs.talks import entry_of


@dataclass(frozen=True)
class Extension:
    """The event without its programme, its items by guid, and the rest of the pack."""

    event: Event
    items: Mapping[str, Item]
    documents: tuple[Document, ...]
    approved: tuple[ApprovedAnswer, ...]
    people: tuple[Invitee, ...]


def extension_of(public: PublicSchedule, where: str, report: Report) -> Extension | None:
    """The extension; None when there is none, or (reported) when it is not as we write it."""
    raw = public.extension
    if raw is None:
        return None
    try:
        return Extension(
            event=Event.model_validate(raw.get("event")),
            items={guid: Item.model_validate(item) for guid, item in dict(raw.get("items", {})).items()},
            documents=tuple(map(Document.model_validate, raw.get("documents", ()))),
            approved=tuple(map(ApprovedAnswer.model_validate, raw.get("approved", ()))),
            people=tuple(map(Invitee.model_validate, raw.get("people", ()))),
        )
    except (ValidationError, TypeError, ValueError) as error:
        report.warn(Code.NOT_TAKEN, where, what="x-pack", reason=str(error).splitlines()[0])
        return None


def restored(schedule: Schedule, extension: Extension) -> Schedule:
    """The schedule with every entry as it was written; where the public part was edited since, the edit counts."""
    event = extension.event
    name = event.name.best(event.language)
    if schedule.name and schedule.name != name:
        event = _with(event, name=LocalizedText({**event.name.root, event.language: schedule.name}))
    entries = tuple(_restored(entry, extension) for entry in schedule.entries)
    return replace(schedule, entries=entries, extension=replace(extension, event=event))


def _with(event: Event, **fields: object) -> Event:
    return Event.model_validate({**{name: getattr(event, name) for name in Event.model_fields}, **fields})


def _restored(entry: Entry, extension: Extension) -> Entry:
    item = extension.items.get(entry.id)
    if item is None:
        return entry
    talk = Talk.model_validate(public_event(item, extension.event))
    written = entry_of((entry.where, "", talk, None, None), extension.event.language, Report())
    whole = _entry(item, entry.where)
    edited = {name: value for name, value in vars(entry).items() if written and value != getattr(written, name)}
    return replace(whole, **edited)


def _entry(item: Item, where: str) -> Entry:
    fields = {name: getattr(item, name) for name in Item.model_fields if name not in ("kind", "status", "end")}
    end = item.end if item.end != item.start else None
    return Entry(where=where, kind=item.kind.value, status=item.status.value, end=end, **fields)

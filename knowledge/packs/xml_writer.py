"""The programme as schedule.xml in the public layout."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from knowledge.event import Event, Item
from knowledge.packs.json_writer import acronym, days_of, public_event
from knowledge.packs.table_writer import ILLEGAL

PLAIN = ("date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type", "language",
         "abstract", "description")  # fmt: skip


def write_xml(event: Event) -> bytes:
    """Days, rooms and events; texts in the event's language where there is one."""
    root = Element("schedule")
    _add(root, "version", "1")
    conference = SubElement(root, "conference")
    days = days_of(event)
    _add(conference, "title", event.name.best(event.language))
    _add(conference, "acronym", acronym(event.id))
    if days:
        _add(conference, "start", str(days[0]))
        _add(conference, "end", str(days[-1]))
    _add(conference, "days", str(len(days)))
    _add(conference, "timeslot_duration", "00:05")
    _add(conference, "time_zone_name", event.timezone)
    for index, day in enumerate(days, 1):
        below = SubElement(root, "day", index=str(index), date=str(day))
        _rooms(below, [(n, item) for n, item in enumerate(event.items, 1) if event.day(item.start) == day], event)
    indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def _rooms(day: Element, items: list[tuple[int, Item]], event: Event) -> None:
    rooms: dict[str, Element] = {}
    for number, item in items:
        public = public_event(item, event, number)
        name = ILLEGAL.sub("", public["room"])
        if name not in rooms:
            rooms[name] = SubElement(day, "room", name=name)
        said = SubElement(rooms[name], "event", id=str(number), guid=ILLEGAL.sub("", item.id))
        for field in PLAIN:
            _add(said, field, public[field])
        if item.cancelled:
            _add(said, "status", item.status.value)
        persons = SubElement(said, "persons")
        for person in public["persons"]:
            SubElement(persons, "person", id=str(person["id"])).text = ILLEGAL.sub("", person["name"])


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = ILLEGAL.sub("", text)

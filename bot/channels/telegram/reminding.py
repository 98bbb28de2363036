"""Reminders by buttons: on or off, digests, quiet hours, lead times for each kind of item. Pure."""

from datetime import time

from bot.channels.telegram.buttons import Button, Rows, in_rows, pack
from bot.channels.telegram.markup import bold, escape
from bot.channels.telegram.texts import TEXTS
from bot.channels.web.choices import leads_of, offered
from bot.channels.web.rendering import lead_name
from bot.people.model import Preferences
from knowledge.event import Event, ItemKind
from knowledge.localize import clock

PREFERENCE = "p"
QUIET_SPANS = ((21, 7), (22, 7), (23, 7), (23, 8))
"""Quiet hours to choose from besides the event's own: from, to."""

_KINDS = {
    ItemKind.SESSION: "Sessions",
    ItemKind.VISIT: "Visits",
    ItemKind.CEREMONY: "Ceremonies",
    ItemKind.MEAL: "Meals",
    ItemKind.TRANSFER: "Transfers",
    ItemKind.PERFORMANCE: "Performances",
    ItemKind.FREE: "Free time",
}


def changed(chosen: Preferences, choice: str, event: Event) -> Preferences:
    """The preferences after a tap; unchanged when the choice makes no sense."""
    name, _, rest = choice.partition(":")
    if name in ("reminders", "digests"):
        return chosen.model_copy(update={name: not getattr(chosen, name)})
    if name == "quiet":
        return _quiet(chosen, rest)
    if name == "lead":
        return _lead(chosen, rest, event)
    return chosen


def _quiet(chosen: Preferences, rest: str) -> Preferences:
    spans = {f"{begin}-{end}": (time(begin), time(end)) for begin, end in QUIET_SPANS}
    if rest not in (*spans, "off", "event"):
        return chosen
    begin, end = spans.get(rest, (None, None))
    return chosen.model_copy(update={"quiet": rest != "off", "quiet_begin": begin, "quiet_end": end})


def _lead(chosen: Preferences, rest: str, event: Event) -> Preferences:
    kind, _, lead = rest.partition(":")
    if kind not in set(ItemKind) or lead not in offered(event, ItemKind(kind)):
        return chosen
    now = leads_of(event, chosen, ItemKind(kind))
    wanted = tuple(one for one in offered(event, ItemKind(kind)) if (one in now) != (one == lead))
    others = {name: leads for name, leads in chosen.leads.items() if name != kind}
    same = set(wanted) == set(event.reminders.get(ItemKind(kind), ()))
    return chosen.model_copy(update={"leads": others if same else {**others, ItemKind(kind): wanted}})


def page_of(choice: str) -> str:
    """The page a choice stands on: "" is the first, "quiet", or the kind of item."""
    name, _, rest = choice.partition(":")
    if name == "page":
        return rest
    return rest.partition(":")[0] if name == "lead" else ""


def show(chosen: Preferences, page: str, event: Event, language: str) -> tuple[str, Rows]:
    """A page's HTML and buttons."""
    if page == "quiet":
        return bold(TEXTS.text(language, "Quiet hours")), _quiet_rows(chosen, event, language)
    if page in set(ItemKind):
        kind = ItemKind(page)
        heading = TEXTS.text(language, "{kind}: how long before?", kind=TEXTS.text(language, _KINDS[kind]))
        return bold(heading), _lead_rows(chosen, kind, event, language)
    hint = TEXTS.text(language, "Only urgent messages reach you in quiet hours.")
    return f"{bold(TEXTS.text(language, 'Reminders'))}\n{escape(hint)}", _first_rows(chosen, event, language)


def _first_rows(chosen: Preferences, event: Event, language: str) -> Rows:
    held = {item.kind for item in event.items}
    kinds = [
        Button(TEXTS.text(language, _KINDS[kind]) + " ›", pack(PREFERENCE, f"page:{kind.value}"))
        for kind in ItemKind
        if kind in held
    ]
    quiet = f"🌙 {TEXTS.text(language, 'Quiet hours')}: {_quiet_name(chosen, event, language)} ›"
    return (
        (_switch(chosen.reminders, TEXTS.text(language, "Reminders"), "reminders"),),
        (_switch(chosen.digests, TEXTS.text(language, "Overview of each day"), "digests"),),
        (Button(quiet, pack(PREFERENCE, "page:quiet")),),
        *in_rows(kinds, 2),
    )


def _switch(on: bool, name: str, choice: str) -> Button:
    return Button(f"{'✅' if on else '⬜'} {name}", pack(PREFERENCE, choice))


def _quiet_rows(chosen: Preferences, event: Event, language: str) -> Rows:
    choices = [("off", TEXTS.text(language, "None")), ("event", _span(event.quiet.begin, event.quiet.end, language))]
    choices += [(f"{b}-{e}", _span(time(b), time(e), language)) for b, e in QUIET_SPANS]
    now = _quiet_name(chosen, event, language)
    made = [
        Button(f"{'✅ ' if name == now else ''}{name}", pack(PREFERENCE, f"quiet:{choice}"))
        for choice, name in {name: (choice, name) for choice, name in choices}.values()
    ]
    return (*in_rows(made, 2), (_back(language),))


def _quiet_name(chosen: Preferences, event: Event, language: str) -> str:
    begin, end = chosen.quiet_begin or event.quiet.begin, chosen.quiet_end or event.quiet.end
    return _span(begin, end, language) if chosen.quiet else TEXTS.text(language, "None")


def _span(begin: time | None, end: time | None, language: str) -> str:
    if begin is None or end is None:
        return TEXTS.text(language, "None")
    return f"{clock(begin, language)}–{clock(end, language)}"


def _lead_rows(chosen: Preferences, kind: ItemKind, event: Event, language: str) -> Rows:
    now = leads_of(event, chosen, kind)
    made = [
        _switch(lead in now, lead_name(lead, language), f"lead:{kind.value}:{lead}") for lead in offered(event, kind)
    ]
    return (*in_rows(made, 2), (_back(language),))


def _back(language: str) -> Button:
    return Button("‹ " + TEXTS.text(language, "Back"), pack(PREFERENCE, "page:"))

"""Preferences as a form holds them. Pure."""

from datetime import time

from starlette.datastructures import FormData

from bot.people.model import Preferences
from knowledge.event import Event, ItemKind

LEADS = ("evening before", "2h", "1h", "45m", "30m", "15m")
"""The lead times offered, longest first; an event's own others are offered besides."""


def leads_of(event: Event, preferences: Preferences, kind: ItemKind) -> tuple[str, ...]:
    """How long ahead of items of this kind the delegate is reminded."""
    return tuple(preferences.leads.get(kind, event.reminders.get(kind, ())))


def offered(event: Event, kind: ItemKind) -> tuple[str, ...]:
    """The lead times to choose from: ours, and the event's own others."""
    return LEADS + tuple(lead for lead in event.reminders.get(kind, ()) if lead not in LEADS)


def preferences_from(form: FormData, before: Preferences, event: Event) -> Preferences:
    """The choices of the settings page; a kind left as the event has it keeps following the event."""
    leads = {}
    for kind in ItemKind:
        shown = f"kind:{kind.value}" in form
        wanted = tuple(str(one) for one in form.getlist(f"lead:{kind.value}")) if shown else before.leads.get(kind)
        if wanted is not None and set(wanted) != set(event.reminders.get(kind, ())):
            leads[kind] = tuple(one for one in offered(event, kind) if one in wanted)
    return before.model_copy(
        update={
            "reminders": "reminders" in form,
            "digests": "digests" in form,
            "quiet": "quiet" in form,
            "quiet_begin": _hour(form, "quiet_begin"),
            "quiet_end": _hour(form, "quiet_end"),
            "leads": leads,
        }
    )


def _hour(form: FormData, name: str) -> time | None:
    try:
        return time.fromisoformat(str(form.get(name, "")))
    except ValueError:
        return None

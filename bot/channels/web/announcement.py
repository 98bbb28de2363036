"""The form of an announcement as a draft, and back. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from starlette.datastructures import FormData

from bot.broadcasts.model import Draft
from bot.delivery.model import Lane
from bot.errors import Conflict
from knowledge.event import Event
from knowledge.localize import LANGUAGES

LONGEST_TEXT = 4_000
"""Characters; Telegram takes 4,096 in one message."""


def draft_from(form: FormData, event: Event) -> Draft:
    """What was written. Conflict when no text is there, it is too long, or nobody was chosen."""
    texts = {code: text for code in LANGUAGES if (text := _field(form, f"text:{code}"))}
    if not texts:
        raise Conflict("the message is empty; write it in one language at least")
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise Conflict(f"the message is longer than {LONGEST_TEXT} characters; shorten it")
    audience = audience_of([str(one) for one in form.getlist("audience")])
    source = _field(form, "source")
    return Draft(
        texts=texts,
        source=source if source in texts else next(iter(texts)),
        audience=audience,
        lane=Lane.URGENT if _field(form, "lane") == "urgent" else Lane.BROADCAST,
        acknowledge=bool(_field(form, "acknowledge")),
        scheduled_at=_moment(_field(form, "scheduled_at"), event),
    )


def audience_of(chosen: Sequence[str]) -> str:
    """The audience as broadcasts write it; everyone leaves no room for others."""
    wanted = list(dict.fromkeys(part for one in chosen for part in one.split(",") if part))
    if not wanted:
        raise Conflict("nobody was chosen; tick who should get it")
    return "everyone" if "everyone" in wanted else ",".join(wanted)


def fields_of(draft: Draft, event: Event) -> list[tuple[str, str]]:
    """The draft as form fields, to be sent again from the preview."""
    fields = [(f"text:{code}", text) for code, text in draft.texts.items()]
    fields += [("source", draft.source), ("lane", draft.lane.name.lower())]
    fields += [("audience", part) for part in draft.audience.split(",")]
    if draft.acknowledge:
        fields.append(("acknowledge", "1"))
    if draft.scheduled_at:
        fields.append(("scheduled_at", event.local(draft.scheduled_at).strftime("%Y-%m-%dT%H:%M")))
    return fields


def _field(form: FormData, name: str) -> str:
    return str(form.get(name, "")).replace("\r\n", "\n").strip()


def _moment(value: str, event: Event) -> datetime | None:
    """The event-local time of a date-time input, in UTC."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise Conflict(f'"{value}" is not a time') from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=event.zone)).astimezone(UTC)

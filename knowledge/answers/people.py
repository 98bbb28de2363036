"""Answers about persons: what someone speaks at, the asker's liaison officer, the event's contacts."""

from knowledge.answers.compose import event_answer, programme_answer
from knowledge.answers.context import Context
from knowledge.answers.model import Answer
from knowledge.event import Contact, Delegation


def speaker(context: Context) -> Answer | None:
    """Where and when the person named speaks."""
    people = context.question.mentions.of("person")
    found = [item for item in context.event.items if set(people) & set(item.speakers)]
    if not found:
        return None
    name = people[0]
    return programme_answer(context, [f"{name}:", context.voice.entries(found, dated=True)], found)


def liaison(context: Context) -> Answer | None:
    """The liaison officer of the delegation named, else of the asker's; "our contact on the host's side" is the asker's."""
    listed, asked = context.event.delegations_by_id, context.question
    named = [listed[d] for d in asked.mentions.of("delegation")]
    own = [listed[d] for d in (context.asker.delegation,) if d in listed]
    wanted = own if own and (asked.has("mine") or not named) else named
    if len(wanted) != 1 or not wanted[0].liaison:
        return None
    return event_answer(context, [_liaison(context, wanted[0])])


def _liaison(context: Context, delegation: Delegation) -> str:
    name = context.voice.own(delegation.name)
    reach = ", ".join(part for part in (delegation.liaison, delegation.liaison_phone, delegation.liaison_email) if part)
    return context.voice.say("Liaison officer of {name}: {text}", name=name, text=reach)


def contacts(context: Context) -> Answer | None:
    """The contacts named; else all of the event's, with the asker's liaison officer first."""
    if named := set(context.question.mentions.of("contact")):
        return event_answer(context, [_contact(context, one) for one in context.event.contacts if one.id in named])
    if context.question.left:
        return None
    own = context.event.delegations_by_id.get(context.asker.delegation)
    lines = [_liaison(context, own)] if own and own.liaison else []
    lines += [_contact(context, one) for one in context.event.contacts[:5]]
    return event_answer(context, lines) if lines else None


def _contact(context: Context, contact: Contact) -> str:
    voice = context.voice
    reach = ", ".join(p for p in (contact.name, contact.phone, contact.email, voice.own(contact.hours)) if p)
    return f"{voice.own(contact.role)}: {reach}"

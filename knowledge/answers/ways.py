"""Where a way that is asked about begins and where it ends."""

from collections import Counter

from knowledge.answers.context import Context
from knowledge.answers.rides import home
from knowledge.event import ItemKind, Venue
from knowledge.questions.spans import ARTICLE, touches
from knowledge.questions.spotting import Span

ENDINGS = frozenset({"fi", "ko", "tr"})
"""Languages in which an ending tells where from."""


def between(context: Context) -> tuple[Venue, Venue] | None:
    """Where from and where to, when the question names two places: as its words say, else in the order they stand in. Of one alone the
    way is from the hall of the sessions, where that is spoken of as well, else from home."""
    listed, asked = context.event.venues_by_id, context.question
    groups = sorted(
        asked.mentions.groups.get("venue", ())[:2],
        key=lambda group: max(group.spans, key=lambda span: span[1] - span[0]),
    )
    if len(groups) == 1 and _far(context):
        named, hall = listed[groups[0].ids[0]], _hall(context)
        if hall and hall is not named:
            return (named, hall) if _sets_out(context) else (hall, named)
        if _sets_out(context) or _to_item(context):
            return None
        base = listed.get(home(context))
        return (base, named) if base and base is not named else None
    if len(groups) < 2:
        return None
    starts = [group for group in groups if touches(group.spans, asked.cues.get("origin", ()))]
    if len(starts) == 1 and starts[0] is groups[1]:
        groups.reverse()
    return listed[groups[0].ids[0]], listed[groups[1].ids[0]]


def astray(context: Context) -> bool:
    """Whether it is asked how far it is from a place, to somewhere that is not known."""
    return _far(context) and _sets_out(context) and not _to_item(context)


def _far(context: Context) -> bool:
    """Whether it is asked how far it is, or how long it takes."""
    return context.question.has("how_far", "how_long")


def _sets_out(context: Context) -> bool:
    """Whether the one place named is where the way begins."""
    groups = context.question.mentions.groups.get("venue", ())
    return len(groups) == 1 and any(_from(context, span) for span in groups[0].spans)


def _from(context: Context, place: Span) -> bool:
    """Whether the way begins at what stands there: words for that go before it, or are its ending."""
    begin, stop = place
    for first, last in context.question.cues.get("origin", ()):
        apart = first - stop if context.question.language in ENDINGS else begin - last
        if (first < stop and begin < last) or 0 <= apart <= ARTICLE:
            return True
    return False


def _to_item(context: Context) -> bool:
    """Whether an item is named, by other words than those for going somewhere."""
    asked = context.question
    spans = asked.mentions.spans.get("item", ())
    return bool(asked.mentions.of("item")) and not touches(spans, asked.cues.get("route", ()))


def _hall(context: Context) -> Venue | None:
    """Where most sessions are held, when the question speaks of the congress or its sessions beside the place it names."""
    if not _of_hall(context):
        return None
    held = Counter(item.venue for item in context.event.items if item.kind is ItemKind.SESSION and item.venue)
    return context.event.venues_by_id.get(held.most_common(1)[0][0]) if held else None


def _of_hall(context: Context) -> list[Span]:
    """Where a text speaks of the congress or its sessions, but not in the name of a place."""
    asked = context.question
    said = [span for cue in ("event", "kind.session") for span in asked.cues.get(cue, ())]
    return [span for span in said if not touches([span], asked.mentions.spans.get("venue", ()))]

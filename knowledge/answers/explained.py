"""Which words of a question nothing explains that the programme tells of the items meant."""

from functools import lru_cache

from knowledge.answers.context import Context, follows
from knowledge.answers.meant import items_meant
from knowledge.answers.rides import titled
from knowledge.event import Item, ItemKind, LocalizedText
from knowledge.questions.names import likeness
from knowledge.questions.words import fold, grams, is_dense, words


def unexplained(context: Context) -> tuple[str, ...]:
    """The words left over that nothing the programme says about the items meant explains either."""
    left = context.question.left
    kinds = () if ItemKind.SESSION in context.question.kinds else context.question.kinds  # anything may be one
    if follows(context):
        return left
    named = context.question.mentions.of("item") and not titled(context)
    if kinds and named and not any(item.kind in kinds for item in items_meant(context)):
        return (*left, *kinds)  # "the breakfast room opens" is no opening ceremony
    told = [_told(context, item) for item in items_meant(context)[:6]] if left else []
    return tuple(word for word in left if not any(_explained(word, *_read(one)) for one in told))


def _told(context: Context, item: Item) -> str:
    """All that the programme says of an item, in every language."""
    venue = context.event.venues_by_id.get(item.venue)
    said: list[LocalizedText] = [item.title, item.summary, item.room, item.meeting_point, item.transport]
    if venue:
        said += [venue.name, venue.address]
    return " ".join([*(text for one in said for text in one.all()), *item.speakers, item.track])


@lru_cache(maxsize=200)
def _read(told: str) -> tuple[str, frozenset[str]]:
    """The text folded, and its words in scripts that write them apart."""
    folded = fold(told)
    return folded, frozenset(word.text for word in words(folded) if not word.dense)


def _explained(word: str, told: str, known: frozenset[str]) -> bool:
    if is_dense(word):
        parts = set(grams(word))
        return sum(part in told for part in parts) >= max(1, len(parts) - 1)
    return word in known or any(likeness(word, other, known=True) >= 0.8 for other in known)

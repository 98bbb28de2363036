"""What the words of a question settle, whatever it sounds like by example."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from knowledge.event import ItemKind
from knowledge.questions.intent import Aspect, Intent
from knowledge.questions.mention import Mentions
from knowledge.questions.model import QuestionKind as Kind
from knowledge.questions.spans import near
from knowledge.questions.spotting import Span

ELSEWHEN = {Kind.WHERE, Kind.WHAT_NOW}
"""Readings of "where do I have to be at nine" by its words, and by what it sounds like."""
MOVING = {Kind.WHEN, Kind.WHERE, Kind.ABOUT}
"""Readings of "where do we go after lunch, and when?" by its words alone."""


@dataclass(frozen=True)
class Heard:
    """What was found in a question: its cues, what it mentions, the kinds of item and whether a time is named, whether words
    are left over, and whether it goes on from where people are now."""

    found: Mapping[str, Sequence[Span]]
    mentions: Mentions
    kinds: Collection[ItemKind]
    timed: bool
    left: bool
    onward: bool

    def has(self, *names: str) -> bool:
        """Whether any of these cues was found."""
        return not self.found.keys().isdisjoint(names)

    def beside(self, cue: str) -> Sequence[bool]:
        """Of each item named, whether it stands right beside this cue."""
        spans = self.found.get(cue, ())
        groups = self.mentions.groups.get("item", ())
        return [any(near(span, spans) for span in group.spans) for group in groups]

    @property
    def busy_kinds(self) -> set[ItemKind]:
        """The kinds named but free time."""
        return set(self.kinds) - {ItemKind.FREE}

    @property
    def named_as_over(self) -> bool:
        """Whether all that is named is what something comes after: "which hall after the coffee, and when?"."""
        items, elsewhere = self.beside("after"), self.mentions.of("venue") or self.busy_kinds
        return bool(items) and all(items) and not elsewhere

    @property
    def thing(self) -> bool:
        """Whether an item is meant, by name or by kind."""
        return bool(self.mentions.of("item") or self.busy_kinds)

    @property
    def of_item_alone(self) -> bool:
        """Whether an item is named and nobody, nor any place."""
        return bool(self.mentions.of("item")) and not (self.mentions.of("person") or self.mentions.of("venue"))

    @property
    def time_alone(self) -> bool:
        """Whether a time is named, nothing else is, and the question goes on from nothing said before."""
        named = set(self.mentions.ids) - {"event"} or self.kinds or self.left
        return self.timed and not named and not self.has("follow", "what_about", "event", "back")

    @property
    def bare(self) -> bool:
        """Whether nothing is named at all."""
        return not (self.mentions.ids or self.kinds or self.timed or self.left)


Test = Callable[[Heard, Intent, Intent], bool]
STEPS: tuple[tuple[Test, Intent | None], ...] = (
    # "where do we go after lunch" asks for no dining room
    (
        lambda heard, read, _: read.kind in MOVING and (heard.onward or (not read.aspect and heard.named_as_over)),
        Intent(Kind.WHAT_AFTER),
    ),
    # "the briefing before noon" asks for nothing earlier
    (
        lambda heard, read, _: (
            read.kind is Kind.WHAT_BEFORE and bool(heard.beside("before")) and not any(heard.beside("before"))
        ),
        None,
    ),
    # "what is my programme" asks for all of it
    (
        lambda heard, read, rule: (
            read.aspect is Aspect.ENDS and rule == Intent(Kind.AGENDA) and not heard.has("first", "last")
        ),
        None,
    ),
    # "and where?" says nothing that examples could tell more about
    (
        lambda heard, *_: (
            heard.bare and heard.has("what_about", "follow") and not heard.has("after", "next", "onward", "now")
        ),
        None,
    ),
    # "when do we start tomorrow" names nothing but the day, which is what begins
    (
        lambda heard, read, _: read.kind is Kind.WHEN and heard.time_alone and read.aspect in (Aspect.NONE, Aspect.END),
        Intent(Kind.AGENDA, Aspect.ENDS),
    ),
    # "where do I have to be at nine" names nothing but the time, at which something is on
    (
        lambda heard, read, _: read.kind in ELSEWHEN and not read.aspect and heard.time_alone and not heard.has("now"),
        Intent(Kind.WHAT_AT),
    ),
    # "is there a dinner on Wednesday" asks for that, not for all of the day
    (
        lambda heard, read, _: (
            read.kind is Kind.WHAT_AT
            and heard.has("polar")
            and heard.of_item_alone
            and heard.timed
            and not heard.has("after", "before", "until", "onwards")
        ),
        Intent(Kind.IS_IT),
    ),
    # how that item begins or ends, not the day
    (
        lambda heard, read, _: read.aspect is Aspect.ENDS and bool(heard.mentions.of("item")),
        Intent(Kind.WHEN),
    ),
    # whatever it sounds like, it is nobody's business
    (
        lambda heard, *_: (
            bool(heard.mentions.of("person")) and heard.has("private") and not heard.mentions.of("contact")
        ),
        Intent(Kind.OTHER),
    ),
    # whoever asks whether it is too late needs the time, but when to leave so as not to be late is another question
    (
        lambda heard, read, _: heard.has("late") and bool(heard.busy_kinds) and read.aspect is not Aspect.LEAVE,
        Intent(Kind.WHEN),
    ),
    # how long until people leave for a place is when they leave
    (
        lambda heard, *_: (
            heard.has("time_left")
            and heard.has("off", "leave")
            and not heard.thing
            and bool(heard.mentions.of("venue"))
        ),
        Intent(Kind.ROUTE, Aspect.LEAVE),
    ),
    # whoever asks how long it is until something begins asks neither how long that takes nor for a day's free time
    (
        lambda heard, read, _: (
            heard.has("time_left") and heard.thing and read.aspect not in (Aspect.LEAVE, Aspect.END, Aspect.MEETING)
        ),
        Intent(Kind.WHEN, Aspect.LEFT),
    ),
    # the programme knows halls, no hotel rooms
    (lambda heard, *_: heard.has("lodging") and not heard.of_item_alone, Intent(Kind.OTHER)),
)
"""When a reading does not stand, and what stands in its place: the rules' own where none is given. Each looks at what those
before it left."""


def overruled(read: Intent, rule: Intent, heard: Heard) -> Intent:
    """The reading that the words allow."""
    for applies, instead in STEPS:
        if applies(heard, read, rule):
            read = instead or rule
    return read

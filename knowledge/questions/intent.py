"""What kind of question it is, from the cues it holds and what it mentions."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from knowledge.questions.model import QuestionKind as Kind
from knowledge.questions.spotting import Span


class Aspect(StrEnum):
    """Which part of a fact is asked for, where the kind alone does not tell."""

    NONE = ""
    END = "end"
    LEAVE = "leave"
    MEETING = "meeting"
    ENTRANCE = "entrance"
    ADDRESS = "address"
    ACCESS = "access"
    PHONE = "phone"
    LIAISON = "liaison"
    CONTACT = "contact"
    AUDIENCE = "audience"
    STATUS = "status"
    COUNT = "count"
    REST = "rest"
    FREE = "free"
    ENDS = "ends"
    LEFT = "left"


class Intent(NamedTuple):
    kind: Kind
    aspect: Aspect = Aspect.NONE


class Signs(NamedTuple):
    """What the rules look at: the cues found with their spans, and what the text mentions."""

    cues: Mapping[str, Sequence[Span]]
    item: bool = False
    sure: bool = False
    venue: bool = False
    person: bool = False
    room: bool = False
    kinds: bool = False
    timed: bool = False
    event: bool = False
    transfer: bool = False
    contact: bool = False
    places: bool = False

    def has(self, *names: str) -> bool:
        """Whether any of these cues was found."""
        return any(name in self.cues for name in names)

    @property
    def polar(self) -> bool:
        """Whether yes or no is asked, and nothing else."""
        return self.has("polar") and not self.has("which", "when", "where", "who", "how_long", "meeting", "when_end")

    @property
    def thing(self) -> bool:
        """Whether an item is meant, by name or by kind."""
        return self.item or self.kinds


Rule = tuple[Callable[[Signs], bool], Intent]

_RULES: tuple[Rule, ...] = (
    (lambda s: s.has("price", "why") and not s.has("when_end"), Intent(Kind.OTHER)),
    (lambda s: s.has("lodging") and s.item and not (s.person or s.venue), Intent(Kind.WHERE)),
    (lambda s: s.person and not s.contact and s.has("private", "phone"), Intent(Kind.OTHER)),
    (lambda s: s.has("onward") and s.has("after") and not s.has("when"), Intent(Kind.WHAT_AFTER)),
    (lambda s: s.has("entrance") and s.has("when") and not s.item, Intent(Kind.OTHER)),
    (lambda s: s.has("liaison") and s.has("mine"), Intent(Kind.WHO, Aspect.LIAISON)),
    (lambda s: s.has("lost") and not s.has("when", "how_long"), Intent(Kind.OTHER)),
    (lambda s: s.has("liaison"), Intent(Kind.WHO, Aspect.LIAISON)),
    (lambda s: s.contact and s.has("phone", "contact", "who", "when", "dates"), Intent(Kind.WHO, Aspect.CONTACT)),
    (lambda s: s.has("leave") and s.transfer, Intent(Kind.WHEN)),
    (lambda s: s.has("leave"), Intent(Kind.ROUTE, Aspect.LEAVE)),
    (
        lambda s: s.has("off") and s.has("when") and not s.transfer and (s.thing or s.venue),
        Intent(Kind.ROUTE, Aspect.LEAVE),
    ),
    (lambda s: s.has("route"), Intent(Kind.ROUTE)),
    (lambda s: s.places and s.has("how_long", "origin") and not s.has("when", "where"), Intent(Kind.ROUTE)),
    (lambda s: s.has("wear"), Intent(Kind.WEAR)),
    (lambda s: s.has("garment") and s.sure and not s.has("where", "when"), Intent(Kind.WEAR)),
    (lambda s: s.has("bring"), Intent(Kind.BRING)),
    (lambda s: s.has("meeting"), Intent(Kind.WHERE, Aspect.MEETING)),
    (lambda s: s.has("access") and (s.venue or s.item), Intent(Kind.WHERE, Aspect.ACCESS)),
    (
        lambda s: s.has("entrance") and not s.has("when") and (s.venue or s.item or s.has("follow")),
        Intent(Kind.WHERE, Aspect.ENTRANCE),
    ),
    (lambda s: s.has("address"), Intent(Kind.WHERE, Aspect.ADDRESS)),
    (lambda s: s.has("phone") and s.venue and not s.has("contact"), Intent(Kind.WHERE, Aspect.PHONE)),
    (lambda s: s.has("contact") and s.has("phone", "who", "contact") and not s.thing, Intent(Kind.WHO, Aspect.CONTACT)),
    (lambda s: s.has("cancelled") and (s.thing or s.has("follow")), Intent(Kind.IS_IT, Aspect.STATUS)),
    (lambda s: s.has("audience") and (s.thing or s.has("follow")), Intent(Kind.IS_IT, Aspect.AUDIENCE)),
    (lambda s: s.has("when_end"), Intent(Kind.WHEN, Aspect.END)),
    (lambda s: s.has("how_long"), Intent(Kind.HOW_LONG)),
    (
        lambda s: s.item and s.has("after") and not s.has("when", "where", "who") and not s.polar,
        Intent(Kind.WHAT_AFTER),
    ),
    (
        lambda s: s.item and s.has("before") and not s.has("when", "where", "who") and not s.polar,
        Intent(Kind.WHAT_BEFORE),
    ),
    (lambda s: s.has("onward") and not (s.thing or s.timed or s.venue), Intent(Kind.WHAT_NEXT)),
    (lambda s: s.has("next") and not s.item and (s.has("now") or not s.timed), Intent(Kind.WHAT_NEXT)),
    (
        lambda s: s.has("after") and not (s.thing or s.timed or s.venue) and s.has("agenda", "on", "which", "follow"),
        Intent(Kind.WHAT_AFTER),
    ),
    (lambda s: s.has("agenda"), Intent(Kind.AGENDA)),
    (lambda s: s.has("now") and not s.item and s.has("on", "about", "which", "who", "where"), Intent(Kind.WHAT_NOW)),
    (lambda s: s.has("count") and s.kinds and not s.item, Intent(Kind.LIST, Aspect.COUNT)),
    (lambda s: s.has("when"), Intent(Kind.WHEN)),
    (lambda s: s.has("dates") and not s.timed and (s.item or s.event), Intent(Kind.WHEN)),
    (lambda s: s.polar and s.has("exists") and s.kinds and s.timed and not s.item, Intent(Kind.WHAT_AT)),
    (lambda s: s.polar and s.thing and (s.timed or s.venue or s.room or s.person or s.has("room")), Intent(Kind.IS_IT)),
    (lambda s: s.has("where") and s.has("list") and s.kinds and not s.item, Intent(Kind.LIST)),
    (lambda s: s.has("where"), Intent(Kind.WHERE)),
    (lambda s: s.has("who"), Intent(Kind.WHO)),
    (lambda s: s.has("list", "which") and s.kinds and not s.item, Intent(Kind.LIST)),
    (lambda s: s.polar and s.item, Intent(Kind.IS_IT)),
    (lambda s: s.item and s.has("room") and not (s.timed or s.has("about")), Intent(Kind.WHERE)),
    (lambda s: s.item and s.has("about"), Intent(Kind.ABOUT)),
    (lambda s: s.item and not s.timed, Intent(Kind.ABOUT)),
    (lambda s: s.timed and not s.item, Intent(Kind.WHAT_AT)),
    (lambda s: s.has("on") and not s.item, Intent(Kind.WHAT_AT)),
    (lambda s: s.item, Intent(Kind.WHEN)),
    (lambda s: s.kinds, Intent(Kind.LIST)),
    (lambda s: s.venue or s.person, Intent(Kind.ABOUT)),
)


def intent(signs: Signs) -> Intent:
    """The first kind whose signs are there, the most telling kinds first; OTHER when none is."""
    return next((found for applies, found in _RULES if applies(signs)), Intent(Kind.OTHER))

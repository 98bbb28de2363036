"""Which kind of question it is, when the rules and the examples do not agree."""

from collections import defaultdict
from collections.abc import Mapping

from knowledge.meaning import Meaning
from knowledge.questions.intent import Aspect, Intent
from knowledge.questions.model import QuestionKind as Kind

MEANT: Mapping[str, Intent] = {
    "when": Intent(Kind.WHEN),
    "when.end": Intent(Kind.WHEN, Aspect.END),
    "when.coach": Intent(Kind.WHEN),
    "late": Intent(Kind.WHEN),
    "where": Intent(Kind.WHERE),
    "where.meeting": Intent(Kind.WHERE, Aspect.MEETING),
    "where.entrance": Intent(Kind.WHERE, Aspect.ENTRANCE),
    "where.address": Intent(Kind.WHERE, Aspect.ADDRESS),
    "where.access": Intent(Kind.WHERE, Aspect.ACCESS),
    "where.phone": Intent(Kind.WHERE, Aspect.PHONE),
    "who": Intent(Kind.WHO),
    "who.person": Intent(Kind.ABOUT),
    "who.liaison": Intent(Kind.WHO, Aspect.LIAISON),
    "who.contact": Intent(Kind.WHO, Aspect.CONTACT),
    "how_long": Intent(Kind.HOW_LONG),
    "route": Intent(Kind.ROUTE),
    "route.leave": Intent(Kind.ROUTE, Aspect.LEAVE),
    "next": Intent(Kind.WHAT_NEXT),
    "now": Intent(Kind.WHAT_NOW),
    "at": Intent(Kind.WHAT_AT),
    "rest": Intent(Kind.AGENDA, Aspect.REST),
    "after": Intent(Kind.WHAT_AFTER),
    "before": Intent(Kind.WHAT_BEFORE),
    "list": Intent(Kind.LIST),
    "list.count": Intent(Kind.LIST, Aspect.COUNT),
    "agenda": Intent(Kind.AGENDA),
    "free": Intent(Kind.AGENDA, Aspect.FREE),
    "slack": Intent(Kind.AGENDA, Aspect.FREE),
    "first_last": Intent(Kind.AGENDA, Aspect.ENDS),
    "wear": Intent(Kind.WEAR),
    "bring": Intent(Kind.BRING),
    "audience": Intent(Kind.IS_IT, Aspect.AUDIENCE),
    "status": Intent(Kind.IS_IT, Aspect.STATUS),
    "is_it": Intent(Kind.IS_IT),
    "about": Intent(Kind.ABOUT),
    "place_about": Intent(Kind.ABOUT),
}
"""What each label of the examples asks of the programme; those left out stay as the rules read them."""
RULE = 0.25
"""What the rules' own reading counts beside the examples', measured on labelled questions."""
LEAST = 0.3
"""A reading of the examples that is less likely is no reading."""
NARROW: Mapping[Intent, float] = {Intent(Kind.AGENDA, Aspect.ENDS): 0.6, Intent(Kind.AGENDA, Aspect.FREE): 0.6}
"""Readings that leave out much of what a broader one would tell, and how likely they must be."""


def decided(rule: Intent, meaning: Meaning) -> Intent:
    """The likeliest reading of the examples, the rules' own counted in its favour."""
    added: dict[Intent, float] = defaultdict(float)
    for label, meant in MEANT.items():
        added[meant] += meaning.by_label[label]
    shares = {meant: share for meant, share in added.items() if share >= NARROW.get(meant, 0.0)}
    best = max(shares, key=lambda one: shares[one] + (RULE if one == rule else 0.0))
    return best if shares[best] >= LEAST else rule

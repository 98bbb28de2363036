"""All rules together, worst first."""

from collections.abc import Callable, Iterator

from knowledge.check import overlaps, parallel, schedule
from knowledge.packs.model import Pack, Problem, Severity

Rule = Callable[[Pack], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    schedule.outside_the_event,
    schedule.unknown_references,
    overlaps.overlaps_in_rooms,
    overlaps.overlaps_for_the_named,
    overlaps.overlaps_beside,
    overlaps.overlaps_for_everyone,
    schedule.too_little_travel,
    schedule.missing_places,
    schedule.missing_contacts,
    parallel.missing_translations,
    parallel.differing_facts,
)


def check(pack: Pack) -> tuple[Problem, ...]:
    """Everything to mend: what reading found and what the rules find; errors first, then in the order of the files."""
    found = [*pack.problems, *(problem for rule in RULES for problem in rule(pack))]
    return tuple(sorted(found, key=lambda problem: problem.severity is not Severity.ERROR))

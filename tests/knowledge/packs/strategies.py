"""Whole packs for property tests: every field, odd characters, hours that clocks repeat."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from knowledge.documents import Document, Section
from knowledge.event import (
    EVERYONE,
    Contact,
    Delegation,
    Digests,
    Event,
    Item,
    ItemKind,
    ItemStatus,
    LocalizedText,
    Quiet,
    Travel,
    Venue,
)
from knowledge.packs import ApprovedAnswer, Invitee, Pack

CODES = ("en", "zh", "de", "el", "th")
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Zs", "Cf"])
WORD = st.text(LETTERS | st.sampled_from("=+-@'\"#*_`|<>[]{}\\,;:.()!&~$%0123456789"), min_size=1, max_size=12)
LINE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
NAME = st.lists(st.text(st.sampled_from("abcÄéß李金กΩ.-'="), min_size=1, max_size=6), min_size=1, max_size=3).map(
    " ".join
)
ID = st.text(st.sampled_from("abcxyz019-"), min_size=1, max_size=8)
TEXT = st.dictionaries(st.sampled_from(CODES), LINE, max_size=3).map(LocalizedText)
TITLE = st.dictionaries(st.sampled_from(CODES), LINE, min_size=1, max_size=3).map(LocalizedText)
SHORT = st.just("") | NAME
HOUR = st.none() | st.times().map(lambda hour: hour.replace(microsecond=0))
FIRST = datetime(2026, 10, 24, 12, tzinfo=UTC)
MOMENT = st.integers(0, 3 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
LENGTH = st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def items(draw: st.DrawFn) -> Item:
    start = draw(MOMENT)
    audience = draw(st.lists(ID, max_size=2, unique=True).map(tuple))
    texts = {name: draw(TEXT) for name in ("summary", "room", "meeting_point", "dress", "bring", "transport")}
    return Item(
        id=draw(ID),
        kind=draw(st.sampled_from(ItemKind)),
        title=draw(TITLE),
        start=start,
        end=start + draw(LENGTH),
        venue=draw(st.just("") | ID),
        audience=audience or (EVERYONE,),
        speakers=tuple(draw(st.lists(NAME, max_size=3, unique=True))),
        track=draw(SHORT),
        url=draw(st.sampled_from(["", "https://example.org/a?b=c"])),
        status=draw(st.sampled_from(ItemStatus)),
        **texts,
    )


def unique(strategy: st.SearchStrategy, most: int = 4) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.lists(strategy, max_size=most, unique_by=lambda one: one.id).map(tuple)


venues = st.builds(
    Venue,
    id=ID,
    name=TITLE,
    address=TEXT,
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    entrance=TEXT,
    accessibility=TEXT,
    phone=SHORT,
    aliases=st.lists(NAME, max_size=2).map(tuple),
)
delegations = st.builds(
    Delegation,
    id=ID,
    name=TITLE,
    city=TEXT,
    country=SHORT,
    language=st.sampled_from(CODES),
    liaison=SHORT,
    liaison_phone=st.just("+86 451 5550"),
    host=st.booleans(),
)
events = st.builds(
    Event,
    id=ID,
    name=TITLE,
    timezone=st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "UTC", "Asia/Kolkata"]),
    start=st.none() | st.just(date(2026, 10, 24)),
    languages=st.permutations(CODES).map(tuple),
    local_language=st.sampled_from(["", "zh"]),
    city=TEXT,
    notice=TEXT,
    contacts=unique(st.builds(Contact, id=ID, role=TEXT, name=SHORT, phone=SHORT, email=SHORT, hours=TEXT), 2),
    reminders=st.fixed_dictionaries(
        {kind: st.sampled_from([(), ("15m",), ("evening before", "2h")]) for kind in ItemKind}
    ),
    digests=st.builds(Digests, evening=HOUR, morning=HOUR),
    quiet=st.builds(Quiet, begin=HOUR, end=st.just(time(6, 30))),
    venues=unique(venues, 2),
    items=unique(items()),
    travel=st.lists(
        st.builds(Travel, origin=ID, destination=ID, minutes=st.integers(0, 500), mode=SHORT), max_size=2
    ).map(tuple),
    delegations=unique(delegations, 2),
)

paragraph = st.lists(LINE.filter(lambda line: not line.startswith("- ")), min_size=1, max_size=3).map("\n".join)
entries = st.lists(LINE.map(lambda line: f"- {line}"), min_size=1, max_size=3).map("\n".join)
sections = st.builds(
    Section,
    path=st.lists(LINE, max_size=3).map(tuple),
    text=st.lists(paragraph | entries, min_size=1, max_size=3).map("\n\n".join),
)


def _placed(found: list[Section]) -> tuple[Section, ...]:
    """A section without headings can only be the first of a page."""
    return tuple(one for number, one in enumerate(found) if one.path or not number)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    key, language = draw(st.sampled_from(["visa", "guides/map", "hotel"])), draw(st.sampled_from(CODES))
    found = draw(st.lists(sections, min_size=1, max_size=3).map(_placed))
    return Document(
        key=key, source=f"documents/{key}.{language}.md", language=language, title=draw(LINE), sections=found
    )


answers = st.builds(ApprovedAnswer, id=ID, question=TITLE, answer=TITLE, source=st.just("questions.csv"))
people = st.builds(Invitee, id=ID, name=NAME, delegation=SHORT, language=st.sampled_from(CODES), role=SHORT)
packs = st.builds(
    Pack,
    event=events,
    documents=st.lists(documents(), max_size=3, unique_by=lambda one: one.source).map(
        lambda found: tuple(sorted(found, key=lambda one: one.source))
    ),
    approved=unique(answers, 2),
    people=unique(people, 2),
)

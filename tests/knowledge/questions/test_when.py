"""Times as delegates say them: the tables are in `times/`, one file a language."""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.localize import LANGUAGES
from knowledge.questions.model import Grain, TimeExpression
from knowledge.questions.when import find_times

TABLES = Path(__file__).parent / "times"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 1, 6, 10, 20, tzinfo=SHANGHAI)
DAYS = (date(2026, 1, 6), date(2026, 1, 7), date(2026, 1, 8))


class Meant(NamedTuple):
    start: datetime
    end: datetime
    grain: Grain
    valid: bool = True
    day_given: bool = True


def table(language: str) -> list[tuple[str, str, str]]:
    lines = (TABLES / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [(language, *(side.strip() for side in line.split("=>"))) for line in lines if "=>" in line]


def meant(found: TimeExpression) -> Meant:
    return Meant(found.start, found.end, found.grain, found.valid, found.day_given)


def expected(notation: str) -> list[Meant]:
    return [] if notation == "-" else [read(one.strip()) for one in notation.split(";")]


def read(notation: str) -> Meant:
    given = not notation.startswith("?")
    day, _, rest = notation.removeprefix("?").strip().partition(" ")
    if day == "!":
        return Meant(NOW, NOW, Grain.MINUTE, valid=False)
    first, _, last = day.partition("..")
    if last or not rest:
        grain = Grain.DAYS if last else Grain.DAY
        return Meant(at(first), at(last or first, 24), grain, day_given=given)
    begin, end = re.split(r"[-~]", rest) if re.search(r"[-~]", rest) else (rest, rest)
    grain = Grain.PART if "~" in rest else Grain.MINUTE
    return Meant(at(first, hours(begin)), at(first, hours(end)), grain, day_given=given)


def at(day: str, since: float = 0) -> datetime:
    whole = {2: f"2026-01-{day}", 5: f"2026-{day}"}.get(len(day), day)
    return datetime.combine(date.fromisoformat(whole), time(), tzinfo=NOW.tzinfo) + timedelta(hours=since)


def hours(text: str) -> float:
    hour, _, minute = text.partition(":")
    return float(hour) + float(minute or 0) / 60


@pytest.mark.parametrize(
    ("language", "text", "notation"),
    [row for language in LANGUAGES for row in table(language)],
)
def test_understands_the_times_a_delegate_says(language: str, text: str, notation: str) -> None:
    found = [meant(one) for one in find_times(text, language, NOW, DAYS)]
    wanted = expected(notation)
    if notation == "!":
        found = [one._replace(day_given=True) for one in found]
    assert found == wanted


HELSINKI_NOW = datetime(2026, 3, 27, 23, 30, tzinfo=ZoneInfo("Europe/Helsinki"))
SPRING = (date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30))


@pytest.mark.parametrize(
    ("language", "text", "start", "grain"),
    [
        ("en", "today", "2026-03-27T00:00+02:00", Grain.DAY),
        ("en", "at 9", "2026-03-28T09:00+02:00", Grain.MINUTE),
        ("en", "in the morning", "2026-03-28T06:00+02:00", Grain.PART),
        ("fi", "sunnuntaina klo 9", "2026-03-29T09:00+03:00", Grain.MINUTE),
        ("fi", "tunnin kuluttua", "2026-03-28T00:30+02:00", Grain.MINUTE),
        ("de", "am dritten Tag", "2026-03-30T00:00+03:00", Grain.DAY),
        ("zh", "30号下午三点", "2026-03-30T15:00+03:00", Grain.MINUTE),
        ("en", "the 29th", "2026-03-29T00:00+02:00", Grain.DAY),
        ("en", "5 hours from now", "2026-03-28T04:30+02:00", Grain.MINUTE),
        ("en", "in 30 hours", "2026-03-29T06:30+03:00", Grain.MINUTE),
        ("en", "Wednesday", "2026-04-01T00:00+03:00", Grain.DAY),
        ("en", "2 January", "2026-01-02T00:00+02:00", Grain.DAY),
    ],
)
def test_before_an_event_in_another_zone_whose_clocks_change(
    language: str, text: str, start: str, grain: Grain
) -> None:
    (found,) = find_times(text, language, HELSINKI_NOW, SPRING)
    assert (found.start, found.grain, found.valid) == (datetime.fromisoformat(start), grain, True)
    assert found.start.utcoffset() == datetime.fromisoformat(start).utcoffset()


@pytest.mark.parametrize(
    ("text", "day"),
    [("Wednesday", "2026-01-07"), ("the 8th", "2026-01-08"), ("7/1", "2026-01-07"), ("at 9", "2025-12-30")],
)
def test_without_event_days_the_coming_day_is_meant(text: str, day: str) -> None:
    now = datetime(2025, 12, 30, 12, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
    (weekday,) = find_times("Wednesday", "en", now)
    assert weekday.start.date() == date(2025, 12, 31)
    (found,) = find_times(text, "en", now, DAYS if text != "at 9" else ())
    assert found.start.date() == date.fromisoformat(day)


def test_the_day_of_an_event_without_days_is_unknown() -> None:
    assert find_times("on day 2", "en", NOW) == ()


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "What is on tomorrow at 2 pm in Harbin?", "tomorrow at 2 pm"),
        ("zh", "请问明天下午两点在哪里集合？", "明天下午两点"),
        ("tr", "Yarın saat ikide ne var?", "Yarın saat ikide"),
        ("de", "Was läuft am Mittwochabend im Theater?", "am Mittwochabend"),
        ("el", "Τι έχει την Τετάρτη το βράδυ;", "Τετάρτη το βράδυ"),
        ("fr", "Où va-t-on l’après-midi du 8 janvier ?", "l’après-midi du 8 janvier"),
    ],
)
def test_the_span_is_in_the_original_text(language: str, text: str, said: str) -> None:
    (found,) = find_times(text, language, NOW, DAYS)
    assert text[found.begin : found.stop] == said


PIECES = [text for language in LANGUAGES for _, text, _ in table(language)]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES) | st.from_regex(r"[0-9:./, -]{1,8}", fullmatch=True), max_size=4).map(" ".join),
)


@settings(max_examples=300, deadline=None)
@given(
    text=TEXTS,
    language=st.sampled_from(LANGUAGES),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Helsinki", "America/St_Johns", "Pacific/Apia"]),
    seconds=st.integers(0, 4_000_000_000),
    days=st.integers(0, 4),
)
def test_any_text_has_sound_times(text: str, language: str, zone: str, seconds: int, days: int) -> None:
    here = datetime.fromtimestamp(seconds, ZoneInfo(zone))
    found = find_times(text, language, here, tuple(here.date() + timedelta(days=n + 2) for n in range(days)))
    for one in found:
        assert 0 <= one.begin < one.stop <= len(text)
        assert one.start.utcoffset() is not None
        assert one.start.tzinfo == one.end.tzinfo == here.tzinfo
        assert one.start.astimezone(UTC) <= one.end.astimezone(UTC)
        assert one.valid or one.start == one.end == here
    assert all(one.stop <= other.begin for one, other in pairwise(found))

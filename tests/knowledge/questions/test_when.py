"""Times as delegates say them: the tables are in `times/`, one file a language."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

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
    [row for language in LANGUAGES if (TABLES / f"{language}.txt").exists() for row in table(language)],
)
def test_understands_the_times_a_delegate_says(language: str, text: str, notation: str) -> None:
    found = [meant(one) for one in find_times(text, language, NOW, DAYS)]
    wanted = expected(notation)
    if notation == "!":
        found = [one._replace(day_given=True) for one in found]
    assert found == wanted

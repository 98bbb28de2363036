"""Sending through a platform on a bad day."""

from pathlib import Path

import pytest

from bot.channels.telegram.delegate import carrier
from tests.benchmarks.delivery_faults import bad_day


async def test_everyone_reachable_gets_what_must_arrive_and_no_broadcast_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "SEND_TIMEOUT", 1)  # seconds that a hanging request costs
    day = await bad_day(tmp_path, 3, people=60, per_second=200, patience=90)
    print(day)
    assert (day.missed_alarms, day.missed_reminders) == (0, 0)
    assert (day.news_twice, day.news_lost, day.unseen) == (0, 0, 0)
    assert day.repeated + day.news_uncertain > 0

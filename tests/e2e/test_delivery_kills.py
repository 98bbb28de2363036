"""The real process, killed in the middle of its work."""

from pathlib import Path

import pytest

from bot.delivery.model import Lane
from tests.benchmarks.delivery_kills import TEXT, killed, until
from tests.benchmarks.delivery_process import Scene, Sender
from tests.benchmarks.delivery_server import BotApi, place
from tests.bot.storage.postgresql import Server, postgresql
from tests.emulator.server import serving

__all__ = ["postgresql"]


@pytest.mark.timeout(300)
async def test_five_kills_lose_nobody_and_repeat_only_what_staff_were_told_of(tmp_path: Path) -> None:
    toll = await killed(tmp_path, 7, recipients=150, per_second=60, kills=5, lane=Lane.BROADCAST)
    print(toll)
    assert toll.lost == 0
    assert toll.uncertain <= sum(toll.flying)
    assert toll.twice == toll.unsure_but_there


@pytest.mark.parametrize("kind", ["one folder", "one database"])
async def test_a_standby_takes_over_within_ten_seconds_and_finishes(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    on = place(80, 20)
    scene = Scene(tmp_path, on)
    folders = [scene.data, scene.data]
    if kind == "one database":
        server: Server = request.getfixturevalue("postgresql")
        scene.url, folders = await server.current(), [scene.data, tmp_path / "other"]
    await scene.settle()
    async with serving(BotApi(on.world)) as api:
        environment = scene.environment(api.url, 20)
        first = await Sender.start(folders[0], environment)
        await first.ready()
        second = await Sender.start(folders[1], environment, "--standby")
        await second.says("standing by")
        await scene.announce(TEXT, Lane.BROADCAST)
        await until(on, 20)
        await first.end()
        took = await second.ready()
        await until(on, 70)
        await second.end()
    print(f"{kind}: taken over after {took:.1f} s")
    assert took < 60
    assert max(on.copies(TEXT).values()) == 1

"""What machines that watch are told."""

from sqlalchemy.ext.asyncio import create_async_engine

from bot.delivery.service import Outbox
from bot.storage.engine import Database
from tests.bot.channels.web.conftest import Festival


async def test_a_healthy_process_says_so_and_counts(wired: Festival) -> None:
    browser = wired.browser()
    assert (await browser.get("/healthz")).json() == {"status": "ok", "waiting": 0}
    figures = await browser.get("/metrics")
    assert figures.headers["content-type"].startswith("text/plain")
    assert "delivery_queue_depth" in figures.text
    assert not any(name in figures.text for name in ("ingrid", "anna", "Berg", "Maier"))


async def test_a_database_that_fails_is_not_healthy(wired: Festival) -> None:
    broken = Database(create_async_engine("sqlite+aiosqlite:////no/such/folder/delegate.db"))
    wired.parts.outbox = Outbox(broken, wired.parts.clock, wired.parts.live)
    answer = await wired.browser().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "database unavailable"})

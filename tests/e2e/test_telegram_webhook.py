"""Updates posted to us instead of fetched."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from bot.channels.telegram.webhook import routes_of
from bot.channels.telegram.wiring import Bots
from bot.channels.web.app import create
from bot.config import Secrets, TelegramSection
from bot.errors import ConfigurationError
from tests.e2e.telegram_world import Stage, running, stage

SECRET = "a-webhook-secret_42"


@asynccontextmanager
async def served(on: Stage, bots: Bots, listener: socket.socket) -> AsyncIterator[None]:
    """The web application with the webhook routes, on a socket."""
    site = bots.in_front_of(create(on.application))
    server = uvicorn.Server(uvicorn.Config(site, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


async def test_posted_updates_are_handled_once_and_only_with_the_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    settings = (("DELEGATE__TELEGRAM__MODE", "webhook"), ("DELEGATE__TELEGRAM__PUBLIC_URL", address))
    async with (
        stage(tmp_path, monkeypatch, settings=settings, staff=True, run=False) as on,
        running(on.application) as bots,
        served(on, bots, listener),
    ):
        phone = await on.invited(await on.application.people.delegate("edmonton-1"))
        mia = await on.member("Mia")
        phone.say("When is the opening ceremony?")
        update = dict(on.delegates.queue[-1])
        await phone.hears("17:15", timeout=30)
        assert on.delegates.webhook is not None
        assert on.delegates.webhook.url.endswith("/telegram/delegates")
        async with httpx.AsyncClient(base_url=address) as client:
            count = len(phone.received())
            forged = {**update, "update_id": 999_999}
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
            statuses = [
                (await client.post("/telegram/delegates", json=forged)).status_code,
                (
                    await client.post(
                        "/telegram/delegates", json=forged, headers={**headers, "X-Telegram-Bot-Api-Secret-Token": "no"}
                    )
                ).status_code,
                (await client.get("/telegram/delegates", headers=headers)).status_code,
                (await client.post("/telegram/delegates", content=b"{", headers=headers)).status_code,
                (await client.post("/telegram/delegates", json=[], headers=headers)).status_code,
                (await client.post("/telegram/delegates", json=update, headers=headers)).status_code,
                (await client.post("/telegram/staff", json=forged)).status_code,
            ]
            assert statuses == [403, 403, 403, 400, 400, 200, 403]
            assert (await client.get("/")).status_code in (200, 303, 401), "the site behind the routes is still there"
        mia.say("/status")
        await mia.hears("Delegates", timeout=20)
        assert len(phone.received()) == count


@pytest.mark.parametrize("secret", ["", "with spaces", "ü"])
def test_webhooks_without_a_usable_secret_are_refused(secret: str) -> None:
    section = TelegramSection(mode="webhook", public_url="https://bot.example.org")
    with pytest.raises(ConfigurationError, match="WEBHOOK_SECRET"):
        routes_of(section, Secrets(webhook_secret=secret))

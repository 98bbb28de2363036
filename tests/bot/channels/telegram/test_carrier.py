"""What an attempt means, on a real socket."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram.delegate.api import connect
from bot.channels.telegram.delegate.carrier import TelegramCarrier
from bot.delivery.model import (
    Attachment,
    Cause,
    Content,
    Gone,
    Lane,
    Malformed,
    Outcome,
    Parcel,
    Refused,
    Sent,
    Uncertain,
)
from bot.people.model import Channel
from tests.emulator.faults import Fault, Kind
from tests.emulator.phone import Phone, words
from tests.emulator.server import BotApi, serving
from tests.emulator.world import World

TOKEN = "123456:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"


class Setting:
    def __init__(self, data: Path) -> None:
        self.world = World()
        self.bot = self.world.bot(TOKEN, "Bot", "bot")
        self.bot.limits.per_chat = 30
        self.phone = Phone(self.world, self.bot, self.world.user("Anna"))
        self.phone.open()
        self.data = data
        self.url = ""

    async def deliver(self, text: str = "Hello", **content: object) -> Outcome:
        parcel = Parcel(
            id=1,
            recipient="anna",
            channel=Channel.TELEGRAM,
            address=str(self.phone.chat),
            lane=Lane.BROADCAST,
            cause=Cause.BROADCAST,
            text=text,
            language="en",
            content=Content.model_validate({"kind": "broadcast", **content}),
            facts=(),
            trace="t",
            attempts=0,
        )
        bot = connect(TOKEN, self.url)
        try:
            return await TelegramCarrier(bot, self.data).deliver(parcel)
        finally:
            await bot.session.close()


@pytest.fixture
async def setting(tmp_path: Path) -> AsyncIterator[Setting]:
    made = Setting(tmp_path)
    async with serving(BotApi(made.world)) as api:
        made.url = api.url
        yield made


@pytest.mark.parametrize(
    ("kind", "outcome", "arrived"),
    [
        (Kind.DROP, Uncertain, 1),
        (Kind.REFUSE, Uncertain, 0),
        (Kind.PAGE, Uncertain, 0),
        (Kind.RETRY, Refused, 0),
    ],
)
async def test_faults_are_classed(setting: Setting, kind: Kind, outcome: type[Outcome], arrived: int) -> None:
    setting.world.faults.plan(Fault(kind, "sendMessage", retry_after=7))
    found = await setting.deliver()
    assert isinstance(found, outcome)
    assert len(setting.phone.received()) == arrived
    if isinstance(found, Refused):
        assert (found.retry_after, found.everyone) == (7, True)


async def test_a_message_arrives_with_its_number(setting: Setting) -> None:
    found = await setting.deliver("5 < 6 & <b>more</b>", acknowledge=3)
    message = setting.phone.received()[0]
    assert found == Sent(reference=str(message["message_id"]))
    assert words(message).endswith("5 < 6 & <b>more</b>")
    assert message["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "a:3"


async def test_who_blocked_or_never_came_is_gone(setting: Setting) -> None:
    setting.phone.block()
    assert isinstance(await setting.deliver(), Gone)
    setting.bot.blocked.clear()
    assert isinstance(await setting.deliver(), Gone)


async def test_no_connection_means_it_did_not_arrive(setting: Setting) -> None:
    setting.url = "http://127.0.0.1:9"
    assert isinstance(await setting.deliver(), Refused)


async def test_long_texts_come_in_parts_and_files_with_their_caption(setting: Setting) -> None:
    found = await setting.deliver("A sentence of some length. " * 200)
    assert isinstance(found, Sent)
    assert len(setting.phone.received()) == len(found.reference.split(",")) == 2
    (setting.data / "map.pdf").write_bytes(b"%PDF")
    attachment = Attachment(kind="document", path="map.pdf", name="map.pdf")
    assert isinstance(await setting.deliver("Read this.", attachment=attachment), Sent)
    assert words(setting.phone.received()[-1]).endswith("Read this. map.pdf")


async def test_files_outside_the_data_folder_are_never_sent(setting: Setting) -> None:
    (setting.data.parent / "secret").write_text("secret")
    attachment = Attachment(kind="document", path="../secret")
    assert isinstance(await setting.deliver(attachment=attachment), Malformed)
    assert setting.phone.received() == []

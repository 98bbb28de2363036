"""A person's Telegram app with one bot's chat open: what tests do and see, and the browser page too."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.emulator.messages import new_query
from tests.emulator.world import Bot, User, World

Message = dict[str, Any]


@dataclass
class Phone:
    """The chat of `user` with `bot`, or a group's when `chat` is its negative number."""

    world: World
    bot: Bot
    user: User
    chat: int = 0
    read: int = 0
    _query: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.chat = self.chat or self.user.id

    @property
    def messages(self) -> list[Message]:
        """The chat, oldest first."""
        return list(self.bot.messages.get(self.chat, {}).values())

    def received(self) -> list[Message]:
        """What the bot wrote."""
        return [message for message in self.messages if message["from"]["id"] == self.bot.id]

    def open(self) -> None:
        """Press START, or unblock."""
        if self.user.id in self.bot.blocked:
            self.bot.blocked.discard(self.user.id)
            self._membership("kicked", "member")
        self.bot.started.add(self.user.id)

    def block(self) -> None:
        """Block the bot, as people do."""
        self.bot.started.discard(self.user.id)
        self.bot.blocked.add(self.user.id)
        self._membership("member", "kicked")

    def _membership(self, old: str, new: str) -> None:
        member = {"user": self.bot.json(), "until_date": 0}
        content = {
            "chat": self.world.chat_json(self.bot, self.chat),
            "from": self.user.json(),
            "date": int(self.world.clock()),
            "old_chat_member": {**member, "status": old},
            "new_chat_member": {**member, "status": new},
        }
        self.world.add_update(self.bot, my_chat_member=content)

    def say(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Write a text; a command at its beginning is marked as one."""
        self.open()
        length = len(text.split()[0].encode("utf-16-le")) // 2 if text.startswith("/") and text.split() else 0
        entities = [{"type": "bot_command", "offset": 0, "length": length}] if length else None
        return self.send(text=text, entities=entities, reply_to_message=reply_to)

    def send(self, **content: Any) -> Message:
        """Send any content: location=…, photo=…, sticker=…, caption=…"""
        self.open()
        message = self.world.add_message(self.bot, self.chat, self.user.json(), **content)
        self.world.add_update(self.bot, message=message)
        return message

    def send_photo(self, content: bytes, caption: str | None = None) -> Message:
        blob = self.world.add_file("photo.jpg", content)
        size = {"file_id": blob.id, "file_unique_id": "u" + blob.id, "width": 90, "height": 90}
        return self.send(photo=[size], caption=caption)

    def send_document(self, name: str, content: bytes, caption: str | None = None) -> Message:
        blob = self.world.add_file(name, content)
        document = {"file_id": blob.id, "file_unique_id": "u" + blob.id, "file_name": name}
        return self.send(document=document, caption=caption)

    def edit(self, message: Message, text: str) -> None:
        """Edit one's own message."""
        message["text"] = text
        message["edit_date"] = int(self.world.clock())
        self.world.add_update(self.bot, edited_message=message)

    def press(self, label: str, message: Message | None = None) -> str:
        """Tap the first button whose text holds the label, in this message or the newest that has one."""
        for one in [message] if message else reversed(self.received()):
            for button in buttons(one):
                if label in button["text"] and "callback_data" in button:
                    return self.tap(one, button["callback_data"])
        raise AssertionError(f"no button {label!r} in {[b['text'] for m in self.received()[-3:] for b in buttons(m)]}")

    def tap(self, message: Message | None, data: str) -> str:
        """Send any callback data; returns the query's number."""
        query = new_query()
        self.bot.queries[query] = self.world.clock()
        content = {"id": query, "from": self.user.json(), "chat_instance": "1", "data": data}
        if message is not None:
            content["message"] = message
        self.world.add_update(self.bot, callback_query=content)
        return query

    async def hears(self, text: str = "", *, timeout: float = 5.0) -> Message:
        """The bot's next message that holds the text; those before it count as read."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    changed = self.world.changed
                    for message in self.received():
                        if message["message_id"] > self.read and text in words(message):
                            self.read = message["message_id"]
                            return message
                    await changed.wait()
        except TimeoutError:
            unread = [words(m) for m in self.received() if m["message_id"] > self.read]
            raise AssertionError(f"nothing with {text!r} within {timeout} s, but {unread}") from None

    async def sees(self, text: str, *, timeout: float = 5.0) -> Message:
        """A message of the chat, new, old or edited, that holds the text."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    changed = self.world.changed
                    for message in reversed(self.received()):
                        if text in words(message):
                            return message
                    await changed.wait()
        except TimeoutError:
            raise AssertionError(f"nothing with {text!r} in {[words(m) for m in self.received()]}") from None

    async def toast(self, query: str, *, timeout: float = 5.0) -> str:
        """What the tap was answered with."""
        async with asyncio.timeout(timeout):
            while True:
                changed = self.world.changed
                for toast in self.bot.toasts:
                    if toast["query"] == query:
                        return str(toast["text"])
                await changed.wait()


def words(message: Message) -> str:
    """Everything readable of a message."""
    venue, document = message.get("venue", {}), message.get("document", {})
    parts = (message.get("text"), message.get("caption"), venue.get("title"), venue.get("address"))
    return " ".join(part for part in (*parts, document.get("file_name")) if part)


def buttons(message: Message) -> list[dict[str, Any]]:
    """All buttons below a message."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def labels(message: Message) -> list[str]:
    return [button["text"] for button in buttons(message)]

"""What the platform knows: bots, people, chats, messages, and the updates nobody has fetched yet."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.emulator.faults import Faults
from tests.emulator.limits import Limits

DAY = 86_400


@dataclass
class User:
    """A person with a Telegram account."""

    id: int
    name: str
    language: str = "en"
    deactivated: bool = False

    def json(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}


@dataclass
class Webhook:
    url: str
    secret: str
    errors: int = 0


@dataclass
class Bot:
    """A bot: its queue of updates, its chats, its profile."""

    token: str
    id: int
    username: str
    name: str
    limits: Limits
    messages: dict[int, dict[int, dict[str, Any]]] = field(default_factory=dict)
    started: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    groups: dict[int, str] = field(default_factory=dict)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    queue: deque[dict[str, Any]] = field(default_factory=deque)
    webhook: Webhook | None = None
    polls: int = 0
    queries: dict[str, float] = field(default_factory=dict)
    toasts: list[dict[str, Any]] = field(default_factory=list)
    actions: list[tuple[int, str]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }


@dataclass
class Blob:
    """A file somebody sent."""

    id: str
    name: str
    content: bytes


class World:
    """Everything, with one clock for what ages. `changed` is set at every change of any chat."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.bots: dict[str, Bot] = {}
        self.users: dict[int, User] = {}
        self.files: dict[str, Blob] = {}
        self.faults = Faults()
        self.version = 0
        self.changed = asyncio.Event()
        # Numbers go on growing when the server is started again, as the real one's do.
        self._message = int(clock()) % 10_000_000
        self._update = int(clock())
        self._file = 0

    def bot(self, token: str, name: str, username: str, limits: Limits | None = None) -> Bot:
        """Register a bot."""
        bot = Bot(token, int(token.split(":")[0]), username, name, limits or Limits())
        self.bots[token] = bot
        return bot

    def user(self, name: str, language: str = "en", number: int = 0) -> User:
        """Register a person."""
        number = number or 100_001 + len(self.users)
        return self.users.setdefault(number, User(number, name, language))

    def chat_json(self, bot: Bot, chat: int) -> dict[str, Any]:
        if chat in bot.groups:
            return {"id": chat, "type": "group", "title": bot.groups[chat]}
        return {"id": chat, "type": "private", "first_name": self.users[chat].name}

    def add_message(self, bot: Bot, chat: int, sender: dict[str, Any], **content: Any) -> dict[str, Any]:
        """Put a message into a chat."""
        self._message += 1
        message = {
            "message_id": self._message,
            "from": sender,
            "chat": self.chat_json(bot, chat),
            "date": int(self.clock()),
            **{key: value for key, value in content.items() if value is not None},
        }
        bot.messages.setdefault(chat, {})[self._message] = message
        self.touch()
        return message

    def add_update(self, bot: Bot, **content: Any) -> int:
        """Queue an update for the bot; returns its number."""
        self._update += 1
        bot.queue.append({"update_id": self._update, **content})
        bot.news.set()
        return self._update

    def add_file(self, name: str, content: bytes) -> Blob:
        self._file += 1
        blob = Blob(f"file{self._file:06d}", name, content)
        self.files[blob.id] = blob
        return blob

    def touch(self) -> None:
        """Wake whoever watches."""
        self.version += 1
        self.changed.set()
        self.changed = asyncio.Event()

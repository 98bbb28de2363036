"""One call of a method of the Bot API: its parameters, read strictly, and how it is refused."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.emulator.entities import MarkupError, parse, units
from tests.emulator.world import Blob, Bot, World

TEXT_LIMIT, CAPTION_LIMIT, DATA_LIMIT, TOAST_LIMIT = 4096, 1024, 64, 200

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\u2028\u2029]|[\ud800-\udfff]")


class Refusal(Exception):
    """An answer with ok = false."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass(frozen=True)
class Upload:
    """A file that came with the request."""

    name: str
    content: bytes


Values = Mapping[str, "str | Upload"]


def bad(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


class Call:
    """One call of a method: its parameters, read strictly."""

    def __init__(self, world: World, bot: Bot, values: Values) -> None:
        self.world, self.bot, self.values = world, bot, values

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if value is None or isinstance(value, Upload):
            raise bad(f'parameter "{name}" is required')
        return value

    def number(self, name: str, default: int | None = None) -> int:
        raw = self.text(name, None if default is None else str(default))
        if not re.fullmatch(r"-?\d{1,18}", raw):
            raise bad(f'parameter "{name}" must be an integer')
        return int(raw)

    def flag(self, name: str) -> bool:
        return self.text(name, "false").lower() in ("true", "1")

    def json(self, name: str) -> Any:
        raw = self.text(name, "null")
        try:
            return json.loads(raw)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def chat(self) -> int:
        """The chat to write to, if the bot may."""
        raw = self.text("chat_id", "")
        if not raw:
            raise bad("chat_id is empty")
        chat = int(raw) if re.fullmatch(r"-?\d{1,18}", raw) else 0
        if chat in self.bot.groups:
            return chat
        user = self.world.users.get(chat)
        if user is None or chat not in self.bot.started | self.bot.blocked:
            raise bad("chat not found")
        if user.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        if chat in self.bot.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat

    def words(self, name: str, limit: int, *, required: bool) -> tuple[str, list[dict[str, Any]] | None]:
        """A formatted text within its limit."""
        source = _CONTROL.sub("", self.text(name, ""))
        mode = self.text("parse_mode", "")
        if mode not in ("", "HTML"):
            raise bad("unsupported parse_mode")
        try:
            plain, entities = parse(source) if mode else (source, [])
        except MarkupError as error:
            raise bad(f"can't parse entities: {error}") from None
        plain = plain.strip()
        if required and not plain:
            raise bad(f"message {name} is empty" if name == "text" else f"{name} is empty")
        if units(plain) > limit:
            raise bad("message is too long" if name == "text" else "message caption is too long")
        return plain, entities or None

    def markup(self) -> dict[str, Any] | None:
        """The keyboard, checked."""
        found = self.json("reply_markup")
        if found is None:
            return None
        for row in found.get("inline_keyboard", []):
            for button in row:
                _check_button(button)
        return dict(found)

    def file(self, name: str) -> Blob:
        """The file in this field: uploaded, attached or known by its id."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        if isinstance(value, Upload):
            if not value.content:
                raise bad("file must be non-empty")
            return self.world.add_file(value.name, value.content)
        if isinstance(value, str) and value in self.world.files:
            return self.world.files[value]
        raise bad("wrong file identifier/HTTP URL specified")

    def post(self, chat: int, **content: Any) -> dict[str, Any]:
        """The message, in the chat."""
        reply = self.json("reply_parameters") or {}
        number = reply.get("message_id")
        original = self.bot.messages.get(chat, {}).get(number) if number else None
        if number and original is None and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        return self.world.add_message(
            self.bot, chat, self.bot.json(), reply_markup=self.markup(), reply_to_message=original, **content
        )

    def existing(self, action: str) -> dict[str, Any]:
        chat, number = self.chat(), self.number("message_id")
        found = self.bot.messages.get(chat, {}).get(number)
        if found is None or (action == "edit" and found["from"]["id"] != self.bot.id):
            raise bad(f"message to {action} not found" if found is None else "message can't be edited")
        return found


def _check_button(button: Mapping[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad("can't parse inline keyboard button: Text must be non-empty")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= DATA_LIMIT:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://\S+$", str(button["url"])):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if not {"callback_data", "url", "copy_text", "web_app"} & set(button):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")

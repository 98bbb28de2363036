"""The methods of the Bot API (https://core.telegram.org/bots/api), with the refusals of the real server."""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.emulator.entities import MarkupError, parse, units
from tests.emulator.world import DAY, Blob, Bot, Webhook, World

TEXT_LIMIT, CAPTION_LIMIT, DATA_LIMIT, TOAST_LIMIT = 4096, 1024, 64, 200
RECALL_WINDOW = 2 * DAY
"""Seconds in which a bot may delete its own messages."""

QUERY_LIFETIME = 900.0
"""Seconds in which a tap may be answered."""

COUNTED = ("sendmessage", "sendphoto", "senddocument", "sendlocation", "sendvenue", "editmessage")
"""Methods (by prefix) that count against the rate limits."""

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


def get_me(call: Call) -> Any:
    return call.bot.json()


def send_message(call: Call) -> Any:
    chat = call.chat()
    plain, entities = call.words("text", TEXT_LIMIT, required=True)
    return call.post(chat, text=plain, entities=entities)


def _media(name: str) -> Callable[[Call], Any]:
    def send(call: Call) -> Any:
        chat = call.chat()
        caption, entities = call.words("caption", CAPTION_LIMIT, required=False)
        blob = call.file(name)
        content = _photo(blob) if name == "photo" else _document(blob)
        return call.post(chat, caption=caption or None, caption_entities=entities, **{name: content})

    return send


def _photo(blob: Blob) -> list[dict[str, Any]]:
    return [
        {
            "file_id": blob.id,
            "file_unique_id": "u" + blob.id,
            "width": 1280,
            "height": 720,
            "file_size": len(blob.content),
        }
    ]


def _document(blob: Blob) -> dict[str, Any]:
    return {
        "file_id": blob.id,
        "file_unique_id": "u" + blob.id,
        "file_name": blob.name,
        "file_size": len(blob.content),
    }


def _place(call: Call) -> dict[str, float]:
    try:
        latitude, longitude = float(call.text("latitude")), float(call.text("longitude"))
    except ValueError:
        raise bad("wrong latitude or longitude") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("wrong latitude or longitude")
    return {"latitude": latitude, "longitude": longitude}


def send_location(call: Call) -> Any:
    return call.post(call.chat(), location=_place(call))


def send_venue(call: Call) -> Any:
    chat, place = call.chat(), _place(call)
    title, address = call.text("title", "").strip(), call.text("address", "").strip()
    if not title or not address:
        raise bad("VENUE_TITLE_EMPTY" if not title else "VENUE_ADDRESS_EMPTY")
    return call.post(chat, location=place, venue={"location": place, "title": title, "address": address})


def send_chat_action(call: Call) -> Any:
    call.bot.actions.append((call.chat(), call.text("action")))
    return True


def edit_message_text(call: Call) -> Any:
    message = call.existing("edit")
    plain, entities = call.words("text", TEXT_LIMIT, required=True)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _edited(call, message, {"text": plain, "entities": entities})


def edit_message_caption(call: Call) -> Any:
    message = call.existing("edit")
    plain, entities = call.words("caption", CAPTION_LIMIT, required=False)
    return _edited(call, message, {"caption": plain or None, "caption_entities": entities})


def edit_message_reply_markup(call: Call) -> Any:
    return _edited(call, call.existing("edit"), {})


def _edited(call: Call, message: dict[str, Any], changes: dict[str, Any]) -> Any:
    changes = {**changes, "reply_markup": call.markup()}
    if all(message.get(name) == value for name, value in changes.items()):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    for name, value in changes.items():
        if value is None:
            message.pop(name, None)
        else:
            message[name] = value
    message["edit_date"] = int(call.world.clock())
    call.world.touch()
    return message


def delete_message(call: Call) -> Any:
    message = call.existing("delete")
    if call.world.clock() - message["date"] > RECALL_WINDOW:
        raise bad("message can't be deleted for everyone")
    del call.bot.messages[message["chat"]["id"]][message["message_id"]]
    call.world.touch()
    return True


def answer_callback_query(call: Call) -> Any:
    query = call.text("callback_query_id")
    asked = call.bot.queries.pop(query, None)
    if asked is None or call.world.clock() - asked > QUERY_LIFETIME:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = call.text("text", "")
    if units(text) > TOAST_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    call.bot.toasts.append({"query": query, "text": text, "alert": call.flag("show_alert")})
    call.world.touch()
    return True


def set_my_commands(call: Call) -> Any:
    commands = call.json("commands")
    if not isinstance(commands, list) or not 1 <= len(commands) <= 100:
        raise bad("can't parse BotCommand: expected 1 to 100 commands")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[_language(call)] = commands
    call.world.touch()
    return True


def delete_my_commands(call: Call) -> Any:
    call.bot.commands.pop(_language(call), None)
    return True


def get_my_commands(call: Call) -> Any:
    return call.bot.commands.get(_language(call), [])


def _language(call: Call) -> str:
    code = call.text("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("LANG_CODE_INVALID")
    return code


def _profile(name: str, limit: int) -> Callable[[Call], Any]:
    def change(call: Call) -> Any:
        text = call.text(name, "")
        if len(text) > limit:
            raise bad(f"bot {name.replace('_', ' ')} is too long")
        call.bot.profile[(name, _language(call))] = text
        return True

    return change


def set_webhook(call: Call) -> Any:
    url, secret = call.text("url", ""), call.text("secret_token", "")
    if not url:
        return delete_webhook(call)
    if not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    call.bot.webhook = Webhook(url, secret)
    _drop(call)
    call.bot.news.set()
    return True


def delete_webhook(call: Call) -> Any:
    call.bot.webhook = None
    _drop(call)
    return True


def _drop(call: Call) -> None:
    if call.flag("drop_pending_updates"):
        call.bot.queue.clear()


def get_webhook_info(call: Call) -> Any:
    hook = call.bot.webhook
    return {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.queue),
    }


def get_file(call: Call) -> Any:
    blob = call.world.files.get(call.text("file_id"))
    if blob is None:
        raise bad("invalid file_id")
    return {**_document(blob), "file_path": f"files/{blob.id}"}


def new_query() -> str:
    return str(secrets.randbits(60))


METHODS: dict[str, Callable[[Call], Any]] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": _media("photo"),
    "senddocument": _media("document"),
    "sendlocation": send_location,
    "sendvenue": send_venue,
    "sendchataction": send_chat_action,
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "setmycommands": set_my_commands,
    "deletemycommands": delete_my_commands,
    "getmycommands": get_my_commands,
    "setmyname": _profile("name", 64),
    "setmydescription": _profile("description", 512),
    "setmyshortdescription": _profile("short_description", 120),
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "getfile": get_file,
    "logout": lambda call: True,
    "close": lambda call: True,
}

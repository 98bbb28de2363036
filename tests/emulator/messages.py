"""Methods that send, change and delete messages, and answer taps."""

import secrets
from collections.abc import Callable
from typing import Any

from tests.emulator.call import CAPTION_LIMIT, TEXT_LIMIT, TOAST_LIMIT, Call, bad
from tests.emulator.entities import units
from tests.emulator.world import DAY, Blob

RECALL_WINDOW = 2 * DAY
"""Seconds in which a bot may delete its own messages."""

QUERY_LIFETIME = 900.0
"""Seconds in which a tap may be answered."""


def new_query() -> str:
    return str(secrets.randbits(60))


def get_me(call: Call) -> Any:
    return call.bot.json()


def send_message(call: Call) -> Any:
    chat = call.chat()
    plain, entities = call.words("text", TEXT_LIMIT, required=True)
    return call.post(chat, text=plain, entities=entities)


def media(name: str) -> Callable[[Call], Any]:
    def send(call: Call) -> Any:
        chat = call.chat()
        caption, entities = call.words("caption", CAPTION_LIMIT, required=False)
        blob = call.file(name)
        content = _photo(blob) if name == "photo" else document_of(blob)
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


def document_of(blob: Blob) -> dict[str, Any]:
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

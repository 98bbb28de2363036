"""The methods of the Bot API (https://core.telegram.org/bots/api), with the refusals of the real server."""

from collections.abc import Callable
from typing import Any

from tests.emulator.call import Call
from tests.emulator.messages import (
    answer_callback_query,
    delete_message,
    edit_message_caption,
    edit_message_reply_markup,
    edit_message_text,
    get_me,
    media,
    send_chat_action,
    send_location,
    send_message,
    send_venue,
)
from tests.emulator.profile import (
    delete_my_commands,
    delete_webhook,
    get_file,
    get_my_commands,
    get_webhook_info,
    profile,
    set_my_commands,
    set_webhook,
)

COUNTED = ("sendmessage", "sendphoto", "senddocument", "sendlocation", "sendvenue", "editmessage")
"""Methods (by prefix) that count against the rate limits."""

METHODS: dict[str, Callable[[Call], Any]] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": media("photo"),
    "senddocument": media("document"),
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
    "setmyname": profile("name", 64),
    "setmydescription": profile("description", 512),
    "setmyshortdescription": profile("short_description", 120),
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "getfile": get_file,
    "logout": lambda call: True,
    "close": lambda call: True,
}

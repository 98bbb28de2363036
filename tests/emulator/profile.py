"""Methods about the bot itself: its commands and profile, its webhook, and the files it was sent."""

import re
from collections.abc import Callable
from typing import Any

from tests.emulator.call import Call, bad
from tests.emulator.messages import document_of
from tests.emulator.world import Webhook


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


def profile(name: str, limit: int) -> Callable[[Call], Any]:
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
    return {**document_of(blob), "file_path": f"files/{blob.id}"}

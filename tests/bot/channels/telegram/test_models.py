"""aiogram is imported without building its models, and each of them can be built."""

import subprocess
import sys

PROGRAM = """
import bot.channels.telegram.delegate
from aiogram import methods, types
from pydantic import BaseModel

models = [one for one in vars(types).values() if isinstance(one, type) and issubclass(one, BaseModel)]
models += [getattr(methods, name) for name in methods.__all__ if name not in ("Request", "Response", "TelegramMethod")]
built = sum(model.__pydantic_complete__ for model in models)
assert built < len(models) / 10, f"{built} of {len(models)} are built"
wrong = [model.__name__ for model in models if model.model_rebuild(raise_errors=True) is False]
assert not wrong, wrong
chat = {"id": 1, "type": "private"}
person = {"id": 1, "is_bot": False, "first_name": "A"}
message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "hello", "reply_to_message": None}
found = types.Update.model_validate({"update_id": 1, "message": {**message, "reply_to_message": message}})
assert found.message.reply_to_message.text == "hello"
"""


def test_models_wait_for_their_first_use_and_can_all_be_built() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr[-2000:]

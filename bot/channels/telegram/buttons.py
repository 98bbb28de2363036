"""Buttons below a message and the data behind them, at most 64 bytes. Pure: each bot turns them into its library's."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

DATA_LIMIT = 64
"""Bytes of callback data (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

LABEL_LIMIT = 60
"""Characters of a label that a phone shows."""


@dataclass(frozen=True)
class Button:
    """A button with its callback data, or with an address to open."""

    label: str
    data: str = ""
    url: str = ""


Rows = tuple[tuple[Button, ...], ...]


def rows(*given: Iterable[Button]) -> Rows:
    """The rows that hold a button."""
    return tuple(row for one in given if (row := tuple(one)))


def markup(given: Rows) -> dict[str, list[list[dict[str, str]]]]:
    """The buttons in the API's own terms (https://core.telegram.org/bots/api#inlinekeyboardmarkup)."""
    return {"inline_keyboard": [[{"text": one.label, **_does(one)} for one in row] for row in given]}


def _does(button: Button) -> dict[str, str]:
    return {"url": button.url} if button.url else {"callback_data": button.data}


def in_rows(buttons: Iterable[Button], width: int) -> Rows:
    """The buttons, so many side by side."""
    every = tuple(buttons)
    return tuple(every[at : at + width] for at in range(0, len(every), width))


def label(text: str) -> str:
    """The text cut to what a button shows."""
    text = " ".join(text.split())
    return text if len(text) <= LABEL_LIMIT else text[: LABEL_LIMIT - 1].rstrip() + "…"


def pack(code: str, target: str = "") -> str:
    """Callback data: the code with the target, or with its digest when the target is too long."""
    data = f"{code}:{target}"
    return data if len(data.encode()) <= DATA_LIMIT else f"{code}#{_digest(target)}"


def unpack(data: str) -> tuple[str, str]:
    """The code and the rest, the latter with its leading ":" or "#"; ("", "") for anything else."""
    for at, sign in enumerate(data[:DATA_LIMIT]):
        if sign in ":#":
            return data[:at], data[at:]
    return "", ""


def resolve(rest: str, candidates: Iterable[str]) -> str | None:
    """Which of the candidates the data meant; None when it is none of them, be it outdated or forged."""
    if rest.startswith("#"):
        return next((one for one in candidates if _digest(one) == rest[1:]), None)
    return next((one for one in candidates if one == rest[1:]), None)


def _digest(target: str) -> str:
    return hashlib.sha256(target.encode()).hexdigest()[:16]


def short(target: str) -> str:
    """A few letters that stand for an id beside others in the same data."""
    return _digest(target)[:10]

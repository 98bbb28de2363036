"""What leaves for Telegram is valid, fits, and stands in the catalogues."""

import ast
from pathlib import Path

from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.channels.telegram import reminding, view
from bot.channels.telegram.buttons import DATA_LIMIT, pack, resolve, unpack
from bot.channels.telegram.delegate import profile
from bot.channels.telegram.markup import bold, escape, split, units
from bot.channels.telegram.staff import overview, progress
from tests.emulator.entities import parse
from tests.emulator.entities import units as counted

ANY = st.text(st.characters(codec=None), max_size=400)
PACKAGE = Path(bot.__file__).parent
TABLES = {
    "telegram": [
        *profile.COMMANDS.values(),
        *(name for _, name in view._HEADINGS.values()),
        *reminding._KINDS.values(),
    ],
    "staffbot": [
        *overview.COMMANDS.values(),
        *overview._LANES.values(),
        *overview._STATES.values(),
        *progress._STATES.values(),
    ],
}
"""Texts that are looked up by a variable."""


@given(ANY)
def test_any_text_is_valid_html_that_says_the_same(text: str) -> None:
    plain, entities = parse(bold(text) + escape(text))
    assert plain == escaped_away(text) * 2
    assert len(entities) == bool(escaped_away(text))


def escaped_away(text: str) -> str:
    return parse(escape(text))[0]


@given(
    st.lists(st.sampled_from(["word", "🏳️‍🌈", "。", ". ", "\n\n", "e\u0301", "漢字", " "]), max_size=200),
    st.integers(20, 90),
)
def test_parts_fit_and_lose_nothing_but_space(pieces: list[str], limit: int) -> None:
    text = "".join(pieces)
    parts = split(text, limit)
    assert all(0 < units(part) <= limit for part in parts)
    assert [units(part) for part in parts] == [counted(part) for part in parts]
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(ANY, st.lists(ANY, max_size=5))
def test_callback_data_fits_and_names_only_what_was_offered(target: str, others: list[str]) -> None:
    target = target.encode("utf-8", "ignore").decode()
    data = pack("m", target)
    code, rest = unpack(data)
    assert len(data.encode()) <= DATA_LIMIT
    assert code == "m"
    offered = [*(one.encode("utf-8", "ignore").decode() for one in others), target]
    assert resolve(rest, offered) == target
    assert resolve(rest, [one for one in offered if one != target]) is None


def test_every_text_of_the_bots_is_in_its_catalogue() -> None:
    known = {}
    for domain in ("telegram", "staffbot"):
        with (PACKAGE / "locales" / "en" / f"{domain}.po").open("rb") as file:
            known[domain] = {message.id for message in read_po(file)}
    missing = [("tables", text) for domain, texts in TABLES.items() for text in texts if text not in known[domain]]
    for file in (PACKAGE / "channels" / "telegram").rglob("*.py"):
        domain = "staffbot" if "staff" in file.parts else "telegram"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and _name(node.func) in ("t", "_t")
                and isinstance(node.args[0], ast.Constant)
            ) and node.args[0].value not in known[domain]:
                missing.append((file.name, node.args[0].value))
    assert missing == []


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")

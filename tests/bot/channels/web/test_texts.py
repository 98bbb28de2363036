"""Every text of every template stands in the catalogues, and nothing else does."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.channels import web
from bot.channels.web.rendering import linked

FOLDER = Path(web.__file__).parent
LOCALES = FOLDER.parents[1] / "locales"
QUOTED = r"""\(\s*(?:"([^"]*)"|'([^']*)')"""


def used(pattern: str) -> set[str]:
    files = [*FOLDER.rglob("*.html"), *FOLDER.glob("*.py")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return {first or second for first, second in re.findall(pattern + QUOTED, text)}


def known(domain: str) -> set[str]:
    with (LOCALES / "en" / f"{domain}.po").open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    return {one if isinstance(one, str) else one[0] for one in ids}


@pytest.mark.parametrize(
    ("domain", "pattern"), [("web", r"(?<![\w.])(?:t|native)"), ("console", r"(?<![\w.])(?:c|plural)")]
)
def test_templates_and_catalogues_hold_the_same_texts(domain: str, pattern: str) -> None:
    found = used(pattern)
    if domain == "web":
        found |= {"The evening before"}  # said by the code itself
    assert found == known(domain)


def test_addresses_numbers_and_mail_become_links_and_nothing_else_does() -> None:
    text = 'Call +86 451 5550 0100 or a.b@c.example, see https://x.example/?a=1&b="2". At 19:00 <b>'
    assert str(linked(text)) == (
        'Call <a href="tel:+8645155500100">+86 451 5550 0100</a> or <a href="mailto:a.b@c.example">a.b@c.example</a>, '
        'see <a href="https://x.example/?a=1&amp;b=" rel="noopener noreferrer" target="_blank">'
        "https://x.example/?a=1&amp;b=</a>&#34;2&#34;. At 19:00 &lt;b&gt;"
    )

"""HTML pages as sections: the main text, without navigation, scripts and forms."""

import re
from html.parser import HTMLParser

from knowledge.documents.inline import EXTERNAL
from knowledge.documents.model import Section
from knowledge.documents.outline import Outline, table_lines

SKIPPED = frozenset("script style nav footer form svg noscript template head iframe button select".split())  # noqa: SIM905
BLOCKS = frozenset(
    "p div section article main header aside blockquote ul ol dl pre address figure figcaption hr body html details".split()  # noqa: SIM905
)


def read_html(text: str) -> tuple[str, tuple[Section, ...]]:
    """The title and the sections of a page; raises ValueError when it is nested absurdly deep."""
    begin, end = text.find("<main"), text.rfind("</main")
    page = _Page()
    page.feed(text[begin:end] if 0 <= begin < end else text)
    page.close()
    title, sections = page.finish()
    stated = re.search(r"<title[^<>]{0,99}>([^<]{0,999})</title", text[:50_000], re.IGNORECASE)
    return title or (" ".join(stated[1].split()) if stated else ""), sections


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._outline = Outline()
        self._text: list[str] = []
        self._entries: list[str] = []
        self._rows: list[list[str]] = []
        self._hidden: list[str] = []
        self._link = ""
        self._linked_at = 0
        self._lists = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self._hidden.append(tag)
        elif tag == "br":
            self._text.append("\n")
        elif tag == "a":
            self._link, self._linked_at = dict(attrs).get("href") or "", len(self._text)
        elif tag in ("li", "dt", "dd") or (tag in BLOCKS and not self._rows) or re.fullmatch(r"h[1-6]", tag):
            self._end_text(entry=self._lists > 0)
            self._lists += tag in ("ul", "ol", "dl")
        elif tag == "table":
            self._end_text()
            self._rows = [[]]
        elif tag == "tr" and self._rows:
            self._rows.append([])

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()
        elif tag == "a":
            self._end_link()
        elif re.fullmatch(r"h[1-6]", tag):
            heading, self._text = "".join(self._text), []
            self._end_entries()
            self._outline.heading(int(tag[1]), heading)
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append("".join(self._text))
            self._text = []
        elif tag == "table":
            self._outline.block(table_lines([row for row in self._rows if row]))
            self._rows = []
        elif tag in ("li", "dt", "dd", "ul", "ol", "dl"):
            self._end_text(entry=True)
            self._lists -= tag in ("ul", "ol", "dl") and self._lists > 0
            if not self._lists:
                self._end_entries()
        elif tag in BLOCKS and not self._rows:
            self._end_text(entry=self._lists > 0)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(re.sub(r"\s+", " ", data))

    def finish(self) -> tuple[str, tuple[Section, ...]]:
        self._end_text()
        self._end_entries()
        return self._outline.result()

    def _end_link(self) -> None:
        said = "".join(self._text[self._linked_at :]).strip()
        shown = re.sub(r"^(?:mailto|tel):", "", self._link)
        if EXTERNAL.match(self._link) and said and said != shown:
            self._text.append(f" ({shown})")
        self._link = ""

    def _end_text(self, *, entry: bool = False) -> None:
        lines = [" ".join(line.split()) for line in "".join(self._text).split("\n")]
        text = "\n".join(line for line in lines if line)
        self._text = []
        if entry and text:
            self._entries.append(f"- {text}")
        elif text:
            self._end_entries()
            self._outline.block(text)

    def _end_entries(self) -> None:
        self._outline.block("\n".join(self._entries))
        self._entries = []

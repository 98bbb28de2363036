"""What site generators put around and into Markdown: front matter, template tags, imports and components."""

import re

FRONT = re.compile(
    r"\A\ufeff?(?:---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)|\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z))",
    re.DOTALL,
)
UNOPENED = re.compile(r"\A\ufeff?((?:[A-Za-z_][\w-]*:[^\n]*\n)+)---[ \t]*(?:\n|\Z)")
"""Front matter of generators that know it by its end alone."""
TITLE = re.compile(r"^title[ \t]*[:=][ \t]*(.+?)[ \t]*$", re.MULTILINE)
FENCED = re.compile(r"^[ \t]{0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]{0,3}\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
COMMENTS = re.compile(
    r"(?<!\\)(?:<!--.*?(?:-->|\Z)|\{/\*.{0,9999}?\*/\}|\{#.{0,9999}?#\}|\{%-?\s{0,9}comment\b.{0,9999}?endcomment\s{0,9}-?%\})",
    re.DOTALL,
)
TAGS = re.compile(r"(?<!\\)(?:\{%.{0,999}?%\}|\{\{.{0,999}?\}\})", re.DOTALL)
HIDDEN = re.compile(
    r"(?<!\\)<(?:(script|style)\b.*?(?:</\1\s*>|\Z)|(svg|head|template)\b.{0,9999}?</\2\s*>)", re.DOTALL | re.IGNORECASE
)
IMPORTS = re.compile(
    r"^(?:import[ \t]+(?:[\w*{][^;\"']{0,999}?\sfrom[ \t]{0,9})?[\"'][^\"'\n]{1,999}[\"'];?[ \t]*|export[ \t]+(?:const|let|default|function)\b[^\n]*)$",
    re.MULTILINE,
)
COMPONENT = re.compile(
    r"(?<!\\)</?[A-Z][\w.]{0,99}(?:[^<>\"'{}\w.](?:[^<>\"'{}]|\"[^\"]{0,999}\"|'[^']{0,999}'|\{(?:[^{}]|\{[^{}]{0,999}\}){0,999}\}){0,999})?/?>"
)
EXPRESSION = re.compile(r"(?<!\\)\{[A-Za-z_$][\w$.]{0,99}(?:\([^(){}]{0,999}\))?\}")
MULTILINE_TAG = re.compile(r"(?<!\\)<[A-Za-z][^<>]{0,1999}>")
ATTRIBUTES = re.compile(r"(?<=[^\s\\])[ \t]*\{[:#.][^{}\n]*\}[ \t]*$", re.MULTILINE)
# The counts keep the work linear on pages made to be slow; no real tag comes near them.


def without_templates(text: str) -> tuple[str, str]:
    """The front matter's title ("" if none) and the page without front matter, tags and components; code is kept."""
    title, text = _front_matter(text)
    if not re.search(r"[<{]|^import |^export ", text, re.MULTILINE):
        return title, text
    parts, last = [], 0
    for match in FENCED.finditer(text):
        parts += [_stripped(text[last : match.start()]), match[0]]
        last = match.end()
    return title, "".join([*parts, _stripped(text[last:])])


def _front_matter(text: str) -> tuple[str, str]:
    match = FRONT.match(text) or UNOPENED.match(text)
    if not match:
        return "", text.lstrip("\ufeff")
    stated = TITLE.search(next(filter(None, match.groups()), ""))
    return (stated[1].strip("\"'") if stated else ""), text[match.end() :]


def _stripped(text: str) -> str:
    for pattern in (COMMENTS, HIDDEN, TAGS, IMPORTS, COMPONENT, EXPRESSION, ATTRIBUTES):
        text = pattern.sub("", text)
    return MULTILINE_TAG.sub(lambda m: " ".join(m[0].split()), text)

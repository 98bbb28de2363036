"""`python -m tests.catalogues`: every text the code uses stands in all nine catalogues of its domain, with its fields."""

import ast
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from knowledge.check.texts import SENTENCES
from knowledge.localize import LANGUAGES

ROOT = Path(__file__).parent.parent


def used(package: Path) -> Iterator[tuple[str, str]]:
    """(file, message) for each literal handed to `.text(language, message…)` or `.plural(language, one, many…)`."""
    for file in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                count = {"text": 1, "plural": 1}.get(node.func.attr, 0)
                for argument in node.args[1 : 1 + count]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield str(file.relative_to(ROOT)), argument.value


def tabled() -> Iterator[tuple[str, str]]:
    """(file, message) for the messages that stand in tables, where no call shows them."""
    for one in {text: None for pair in SENTENCES.values() for text in pair if text}:
        yield "knowledge/check/texts.py", one


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def problems(locales: Path) -> Iterator[str]:
    """What is missing, empty, fuzzy or has other fields than its English id; domains must agree over the languages."""
    domains = sorted({file.name for file in locales.glob("*/*.po")})
    for domain in domains:
        ids: dict[str, set[object]] = {}
        for language in LANGUAGES:
            file = locales / language / domain
            if not file.is_file():
                yield f"{file.relative_to(ROOT)}: missing"
                continue
            with file.open("rb") as stream:
                catalogue = read_po(stream, locale=language)
            ids[language] = {message.id for message in catalogue if message.id}
            for message in catalogue:
                yield from _wrong(file, message)
        everywhere = set().union(*ids.values()) if ids else set()
        for language, known in ids.items():
            for lacking in sorted(map(str, everywhere - known)):
                yield f"{locales.relative_to(ROOT)}/{language}/{domain}: lacks {lacking!r}"


def _wrong(file: Path, message: object) -> Iterator[str]:
    identity, text = message.id, message.string  # type: ignore[attr-defined]
    if not identity:
        return
    one = identity[0] if isinstance(identity, (tuple, list)) else identity
    many = identity[-1] if isinstance(identity, (tuple, list)) else identity
    forms = text if isinstance(text, (tuple, list)) else (text,)
    for form in forms:
        if not form or message.fuzzy:  # type: ignore[attr-defined]
            yield f"{file.relative_to(ROOT)}: {one!r} is not translated"
        elif not (fields(form) <= fields(one) | fields(many) | {"count"}):
            yield f"{file.relative_to(ROOT)}: {one!r} has unknown fields {fields(form) - fields(one)}"


def unknown(package: Path) -> Iterator[str]:
    """Messages used in the code that no domain of the package holds."""
    known: set[str] = set()
    for file in package.glob("locales/en/*.po"):
        with file.open("rb") as stream:
            for message in read_po(stream):
                known.update(message.id if isinstance(message.id, (tuple, list)) else (message.id,))
    tables = tabled() if package.name == "knowledge" else ()
    for file, text in (*used(package), *tables):
        if text not in known:
            yield f"{file}: {text!r} stands in no catalogue"


def main() -> int:
    found = [
        line
        for package in ("bot", "knowledge")
        for line in (*problems(ROOT / package / "locales"), *unknown(ROOT / package))
    ]
    print("\n".join(found) or "catalogues: complete in nine languages")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

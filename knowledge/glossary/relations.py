"""Concepts that speak of one matter: a question about lending may be answered by a text about renting."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.errors import IndexUnavailable

FILE = Path(__file__).parent / "related.toml"


@lru_cache(maxsize=1)
def related() -> Mapping[str, frozenset[str]]:
    """By concept, those that share a group with it, itself left out; raises IndexUnavailable when the file is damaged."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in _lists("groups"):
        for concept in group:
            found[concept].update(other for other in group if other != concept)
    return {concept: frozenset(others) for concept, others in found.items()}


@lru_cache(maxsize=1)
def generic() -> frozenset[str]:
    """The concepts of words that put a question; raises IndexUnavailable when the file is damaged."""
    return frozenset(_lists("generic"))


def _lists(name: str) -> list[Any]:
    try:
        found: list[Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))[name]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise IndexUnavailable(f"The glossary {FILE.name} cannot be read ({error}); restore the file.") from error
    return found

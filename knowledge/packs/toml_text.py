"""TOML written by hand-made rules: as staff would type it, and read back to the same values."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def value(content: object) -> str:
    """A TOML value; mappings become inline tables. Raises TypeError for what TOML lacks."""
    match content:
        case bool():
            return "true" if content else "false"
        case str():
            return '"' + re.sub(r'[\\"\x00-\x1f\x7f]', _escape, content) + '"'
        case datetime() | date() | time():
            return content.isoformat()
        case int() | float():
            return repr(content)
        case Mapping():
            return "{ " + ", ".join(f"{key(name)} = {value(inner)}" for name, inner in content.items()) + " }"
        case Iterable():
            return "[" + ", ".join(value(inner) for inner in content) + "]"
    raise TypeError(f"TOML has no {type(content).__name__}")


def _escape(match: re.Match[str]) -> str:
    return ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"


def key(name: str) -> str:
    """A bare key where TOML allows one."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else value(name)


def table(name: str, content: Mapping[str, object], *, of_many: bool = False) -> str:
    """A table: plain values first, each non-empty mapping as a table of its own below."""
    flat = [f"{key(n)} = {value(v)}" for n, v in content.items() if not isinstance(v, Mapping)]
    below = [
        table(f"{name}.{key(n)}" if name else key(n), v) for n, v in content.items() if isinstance(v, Mapping) and v
    ]
    head = [f"[[{name}]]" if of_many else f"[{name}]"] if name else []
    return "\n".join([*head, *flat]) + "\n" + "".join(("\n" if not of_many else "") + inner for inner in below)

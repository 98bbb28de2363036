"""A message cut into its questions."""

import re

MOST = 3
"""Questions of one message that are answered."""
_ENDS = re.compile(r"(?<=[?？؟])\s*(?=\S)|\n+|(?<=[;\u037e])\s+(?=[Α-ΩΆ-Ώ])")


def questions(text: str) -> list[str]:
    """The questions of a raw message, in order; lines without a question mark belong to the question after them."""
    parts = [part.strip() for part in _ENDS.split(text) if part and part.strip()]
    asked = [part for part in parts if part.endswith(("?", "？", "؟", ";", "\u037e"))]
    if len(asked) < 2:
        return [text]
    found: list[str] = []
    waiting = ""
    for part in parts:
        waiting = f"{waiting} {part}".strip()
        if part in asked:
            found.append(waiting)
            waiting = ""
    return found

"""Where sentences and list entries end, in scripts with and without full stops and spaces."""

import re

LIST_ENTRY = "- "
_ENDS = re.compile(r"(?<=[.!?…;])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[¿¡*]*[^\s.!?…,;:)])|(?<=[。！？])[”’」』）]*(?!$)")
_NOT_ENDS = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|e\.g|i\.e|z\.\s?B|d\.\s?h|bzw|ca|Nr|Str|Tel|esim|mm|ks|n|klo|M|Mme|π\.χ|κ|vb|örn|bkz|approx)"
    r"|(?:^|[\s(])\w|(?:^|\s)\d{1,2})\.$"
)
_THAI_SPACE = re.compile(r"(?<=[฀-๿])\s+(?=[฀-๿])")


def split_sentences(paragraph: str) -> tuple[str, ...]:
    """The sentences of one paragraph, in order, stripped; joined with spaces they give its words again.

    A Thai paragraph without full stops is parted at its spaces, which is where Thai parts its clauses.
    """
    found: list[str] = []
    start = 0
    for end in _ENDS.finditer(paragraph):
        before = paragraph[start : end.start()]
        if _NOT_ENDS.search(before) and paragraph[end.start() - 1] == ".":
            continue
        found.append(paragraph[start : end.end()].strip())
        start = end.end()
    found.append(paragraph[start:].strip())
    return tuple(part for whole in found if whole for part in _clauses(whole))


def _clauses(sentence: str) -> list[str]:
    return [part for part in _THAI_SPACE.split(sentence) if part]

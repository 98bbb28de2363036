"""`eval`: labelled questions, counted right, wrong or handed over, by language and kind, with a calibration plot."""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.commands.plot import calibration
from bot.commands.questions import answer_line, open_desk, read_lines
from bot.errors import ConfigurationError
from bot.logs import quiet
from knowledge.answers.model import Answer, AnswerKind

RIGHT, WRONG, HANDED_OVER = "right", "wrong", "handed over"
_SHOWN = 40


@dataclass(frozen=True)
class Marked:
    """One labelled question with its answer's mark. `confidence` is 0..1."""

    id: str
    language: str
    kind: str
    mark: str
    confidence: float
    question: str
    answer: str
    expected: str


def evaluate(config: Path, data: Path, event: Path | None, file: Path, *, plot: Path | None, as_json: bool) -> None:
    """Each line is {"question", "must_contain": [...], "answerable"?, "source"?, "lang"?, "now"?, "as"?, "id"?}: right when
    the answer holds every text of `must_contain` (one of them where an entry is a list), and, for an unanswerable one,
    when it is handed over."""
    quiet()
    desk = open_desk(config, data, event)
    marked = [mark(line, answer_line(desk, line)) for line in read_lines(file)]
    if not marked:
        raise ConfigurationError(f"{file}: holds no questions; write one JSON object a line")
    if plot is not None:
        plot.write_text(calibration([(one.confidence, one.mark == RIGHT) for one in marked if one.kind != "handover"]))
    print(json.dumps(_summary(marked), ensure_ascii=False, indent=2) if as_json else _as_text(marked))


def mark(line: dict[str, Any], answer: Answer) -> Marked:
    """Compare an answer with its label."""
    wanted = line.get("must_contain") or []
    answerable = bool(line.get("answerable", bool(wanted)))
    handed_over = answer.kind is AnswerKind.HANDOVER
    if handed_over:
        found = HANDED_OVER if answerable else RIGHT
    else:
        found = RIGHT if answerable and all(holds(answer.text, one) for one in wanted) else WRONG
    return Marked(
        id=str(line.get("id", "")),
        language=str(line.get("lang") or answer.language),
        kind=answer.kind.value,
        mark=found,
        confidence=answer.confidence,
        question=str(line.get("question", "")),
        answer=answer.text,
        expected=json.dumps(wanted, ensure_ascii=False) if answerable else "(handed over)",
    )


def holds(text: str, wanted: str | Sequence[str]) -> bool:
    """Whether the text says what is wanted, or one of what is wanted; case, accents, spaces and dashes do not count."""
    if isinstance(wanted, str):
        return _folded(wanted) in _folded(text)
    return any(_folded(one) in _folded(text) for one in wanted)


def _folded(text: str) -> str:
    """Without case, accents, spaces and the many kinds of dash."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (("-" if unicodedata.category(c) == "Pd" else c) for c in plain if not unicodedata.combining(c))
    return "".join("".join(kept).split())


def _summary(marked: Sequence[Marked]) -> dict[str, Any]:
    return {
        "questions": len(marked),
        "all": _shares(marked),
        "language": _by(marked, lambda one: one.language),
        "kind": _by(marked, lambda one: one.kind),
        "failures": [asdict(one) for one in marked if one.mark != RIGHT],
    }


def _by(marked: Iterable[Marked], key: Callable[[Marked], str]) -> dict[str, dict[str, float]]:
    groups: dict[str, list[Marked]] = {}
    for one in marked:
        groups.setdefault(key(one), []).append(one)
    return {name: _shares(group) for name, group in sorted(groups.items())}


def _shares(marked: Sequence[Marked]) -> dict[str, float]:
    counts = Counter(one.mark for one in marked)
    shares = {name: round(counts[name] / len(marked), 4) for name in (RIGHT, WRONG, HANDED_OVER)}
    return {"questions": len(marked), **shares}


def _as_text(marked: Sequence[Marked]) -> str:
    summary = _summary(marked)
    rows = [("all", summary["all"])]
    rows += [(name, shares) for part in ("language", "kind") for name, shares in summary[part].items()]
    lines = [f"{'':<12}{'n':>5}{RIGHT:>9}{WRONG:>9}{HANDED_OVER:>13}"]
    for name, s in rows:
        lines.append(f"{name:<12}{s['questions']:>5}{s[RIGHT]:>9.1%}{s[WRONG]:>9.1%}{s[HANDED_OVER]:>13.1%}")
    failures = [one for one in marked if one.mark != RIGHT]
    for one in failures[:_SHOWN]:
        lines.append(f"{one.mark} [{one.language} {one.kind} {one.confidence:.2f}] {one.id} {one.question}")
        lines.append(f"    expected {one.expected}; got: {' '.join(one.answer.split())[:200]}")
    if len(failures) > _SHOWN:
        lines.append(f"… and {len(failures) - _SHOWN} more; all of them with --json")
    return "\n".join(lines)

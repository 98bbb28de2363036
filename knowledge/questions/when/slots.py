"""What may stand for `{hour}`, `{month}` and the other slots of a language's rules."""

from collections.abc import Mapping, Sequence
from functools import partial

from knowledge.questions.when.fold import fold
from knowledge.questions.when.lexicon import ClockRule, Lexicon
from knowledge.questions.when.rules import SLOT, Rules, Slot, folded, words

BARE = r"(?<![\d.,:/+#$€£¥])"
"""Before a number that is not a piece of another: an amount, a date, a telephone number."""


def slots_of(said: Lexicon) -> dict[str, Slot]:
    """The slots of the language, all but `tail`."""
    numbers = {fold(form).text: value for form, value in said.numerals.forms()}
    hours = {word: value for word, value in numbers.items() if value <= 24}
    after = rf"(?!\d|[.,:]\d)(?! ?{folded(said.counted)}(?![a-zα-ω]))"
    digits = r"(?<!\d)\d{1,2}(?!\d)"
    number = Slot(f"{digits}|{words(numbers)}", partial(_number, numbers))
    return {
        "hour": Slot(rf"{BARE}\d{{1,2}}{after}|(?:{words(hours)}){after}", partial(_number, hours)),
        "bare": Slot(rf"{BARE}(?:[01]?\d|2[0-4]){after}|(?:{words(hours)}){after}", partial(_number, hours)),
        "digital": Slot(rf"{BARE}\d{{1,2}}", int),
        "padded": Slot(rf"{BARE}0\d(?!\d)", int),
        "minutes": Slot(rf"\d\d{after}", int),
        "minute": number,
        "number": number,
        "before": number,
        "day": number,
        "first": Slot(digits, int),
        "second": Slot(digits, int),
        "monthnumber": Slot(rf"{digits}|{words(hours)}", partial(_number, hours)),
        "year": Slot(r"(?:19|20|25)\d\d(?!\d)", int),
        "shortyear": Slot(r"\d\d(?![\d:.])", lambda text: 2000 + int(text)),
        "half": Slot(f"(?:{folded(said.am)})|(?:{folded(said.pm)})", partial(_half, folded(said.pm)[0])),
        "month": _names(said.months, said.short_months, 1),
        "weekday": _names(said.weekdays, said.short_weekdays, 0),
        "nth": _names(said.ordinals, (), 1),
    }


def with_tails(slots: Mapping[str, Slot], tails: Sequence[ClockRule]) -> dict[str, Slot]:
    """The slots and `tail`: what may follow an hour ("half", "fifteen"), in minutes to add to it."""
    rules = Rules([(rule.say, rule) for rule in tails], slots)
    pattern = "|".join(_unnamed(rule.say, slots) for rule in tails)
    return {**slots, "tail": Slot(f"(?:{pattern})?" if pattern else "", partial(_tail, rules))}


def _tail(rules: Rules[ClockRule], text: str) -> int:
    said = rules.only(text)
    return said.meaning.add + said.slots.get("minute", 0) - said.slots.get("before", 0) if said else 0


def _unnamed(say: str, slots: Mapping[str, Slot]) -> str:
    pieces = SLOT.split(say)
    pieces[1::2] = [f"(?:{slots[name].pattern})" for name in pieces[1::2]]
    pieces[::2] = [folded(piece) for piece in pieces[::2]]
    return "".join(pieces)


def _names(full: Sequence[str], short: Sequence[str], first: int) -> Slot:
    """A slot for the names; their values count from `first`."""
    entries = [*enumerate(full, first), *enumerate(short, first)]
    table = {fold(form).text: value for value, entry in entries for form in entry.split("|") if form}
    return Slot(words(table), partial(_look_up, table))


def _look_up(table: Mapping[str, int], text: str) -> int:
    return table[text] if text in table else _respaced(table, text)


def _number(table: Mapping[str, int], text: str) -> int:
    return int(text) if text.isdigit() else _look_up(table, text)


def _respaced(table: Mapping[str, int], text: str) -> int:
    """The value of a word that was written with or without its spaces."""
    bare = text.replace(" ", "")
    return next(value for word, value in table.items() if word.replace(" ", "") == bare)


def _half(pm: str, text: str) -> int:
    return int(text.startswith(pm))

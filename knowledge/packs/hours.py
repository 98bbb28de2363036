"""Clock times, spans of time and lengths as people write them in tables."""

import re
from dataclasses import dataclass
from datetime import time, timedelta

BEFORE_NOON = r"a\.?\s?m\.?|π\.?\s?μ\.?|öö|ö\.ö\.|上午|早上|凌晨|오전"
AFTER_NOON = r"p\.?\s?m\.?|μ\.?\s?μ\.?|ös|ö\.s\.|下午|晚上|傍晚|오후"
NOON = r"noon|midday|midi|mittag|keskipäivä|μεσημέρι|öğle|正午|中午|정오|เที่ยง"
MIDNIGHT = r"midnight|minuit|mitternacht|keskiyö|μεσάνυχτα|gece yarısı|午夜|자정|เที่ยงคืน"
CLOCK = re.compile(
    rf"(?:(?P<before>{BEFORE_NOON}|{AFTER_NOON})\s*)?(?<!\d)(?P<h>\d{{1,2}})"
    r"(?:\s*[:.：hH時时点點시]\s*(?P<m>\d{2}|半|반)?(?:\s*[分분]|[:.](?P<s>\d{2})(?:[.,]\d+)?(?!\d))?)?"
    rf"(?!\d)\s*(?P<after>{BEFORE_NOON}|{AFTER_NOON})?(?!\w)",
    re.IGNORECASE,
)
FOUR_DIGITS = re.compile(r"(?<!\d)([01]\d|2[0-9])([0-5]\d)(?!\d)")
DASH = re.compile(
    r"\s*(?:[-–—−~～〜→/>]|\.\.\.?|…)\s*|\s+(?:to|until|till|bis|à|jusqu'à|asti|έως|μέχρι|ile|ถึง|至|到|부터|do)\s+|至|到"
)
LENGTH = re.compile(
    r"(?:(?P<h>\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std\.?|stunden?|heures?|t|tuntia?|tunti|ώρ(?:α|ες)|小时|小時|시간|ชั่วโมง|ชม\.?|saat|sa)\.?)?"
    r"\s*(?:(?P<m>\d+)\s*(?:m|mins?|minutes?|minuten?|minuuttia?|λεπτά|λεπτό|分钟|分鐘|分|분|นาที|dakika|dk|λ|’|')?\.?)?",
    re.IGNORECASE,
)
BARE_END = r"\d{1,2}(?:\s*[:.：시時时点點]\s*(?:\d{2})?\s*[分분]?)?"
"""An end without a word for its half of the day."""
ISO_LENGTH = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?", re.IGNORECASE)


@dataclass(frozen=True)
class Clock:
    """A time of day, possibly past midnight: 25:30 is half past one on the next day."""

    time: time
    days: int = 0


@dataclass(frozen=True)
class Span:
    """A start and, when one was written, an end."""

    start: Clock
    end: Clock | None = None


def read_clock(text: str) -> Clock | None:
    """The one time of day that the whole text states, or None."""
    text = _bare(text)
    if re.fullmatch(MIDNIGHT, text, re.IGNORECASE):
        return Clock(time(0), 1)
    if re.fullmatch(NOON, text, re.IGNORECASE):
        return Clock(time(12))
    if match := FOUR_DIGITS.fullmatch(text):
        return _clock(int(match[1]), int(match[2]), "")
    if re.fullmatch(r"0?\.\d+", text):
        return clock_of_day(float(text))
    match = CLOCK.fullmatch(text)
    if not match:
        return None
    minutes = 30 if match["m"] in ("半", "반") else int(match["m"] or 0)
    return _clock(int(match["h"]), minutes, match["before"] or match["after"] or "", int(match["s"] or 0))


def _bare(text: str) -> str:
    """Without words around the time that only say that it is one."""
    text = re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")).strip(" .,;")
    text = re.sub(
        r"^(?:at|from|um|ab|von|à|de|klo|kl\.?|από|saat|เวลา|约|ca\.?)\s*(?=\d)", "", text, flags=re.IGNORECASE
    )
    text = re.sub(
        r"(?<=\d)\s*(?:-|–|—|~|～)\s*(?:open end|open|ende offen|offen|fin ouverte|avoin)?$",
        "",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(r"^(12(?:[:.]00)?)\s*(?:noon|midi|mittags?)$", "12:00", text, flags=re.IGNORECASE)
    words = r"uhr|o'clock|นาฬิกา|น\.?|hrs?|hs|h\.?|'da|'de|时整|시"
    return re.sub(rf"(?<=\d)\s*(?:{words})$", "", text, flags=re.IGNORECASE)


def clock_of_day(part: float) -> Clock | None:
    """A spreadsheet's fraction of a day, to the minute."""
    minutes = round(part * 24 * 60)
    return _clock(minutes // 60, minutes % 60, "") if 0 <= part < 2 else None


def _clock(hour: int, minute: int, half: str, second: int = 0) -> Clock | None:
    if half and re.fullmatch(AFTER_NOON, half, re.IGNORECASE):
        hour = hour + 12 if hour < 12 else hour
    elif half and hour == 12:
        hour = 0
    if minute > 59 or second > 59 or hour > 36:
        return None
    return Clock(time(hour % 24, minute, second), hour // 24)


def read_span(text: str) -> Span | None:
    """The time, or the two times, that the whole text states; None when it states anything else.

    "9–10:30 am" lends its "am" to the 9, and "2–5:30" in an afternoon ends in it.
    """
    if alone := read_clock(text):
        return Span(alone)
    parts = [part for part in DASH.split(_bare(text)) if part.strip()]
    if len(parts) != 2:
        return None
    end = read_clock(parts[1])
    half = re.search(rf"(?:{BEFORE_NOON}|{AFTER_NOON})\s*$", parts[1].strip(), re.IGNORECASE)
    bare = re.fullmatch(r"\s*\d{1,2}([:.]\d{2})?\s*", parts[0])
    start = read_clock(f"{parts[0]} {half[0]}") if half and bare else read_clock(parts[0])
    if half and bare and start and end and start.time > end.time:
        start = read_clock(parts[0])
    if start and end and _in_the_afternoon(parts[0]) and re.fullmatch(BARE_END, parts[1].strip()):
        later = Clock(time((end.time.hour + 12) % 24, end.time.minute), end.days)
        end = later if end.time.hour < 12 and end.time <= start.time < later.time else end
    return Span(start, end) if start and end else None


def _in_the_afternoon(text: str) -> bool:
    return bool(re.search(rf"(?:^|\d|\s)(?:{AFTER_NOON})", text, re.IGNORECASE))


def read_length(text: str, *, hours: bool = False) -> timedelta | None:
    """The length stated: "45", "45 min", "1h30", "1:30", "90分钟", "PT1H30M"; bare numbers are minutes, or hours."""
    text = text.strip()
    if match := re.fullmatch(r"(\d{1,3}):(\d{2})(?::\d{2})?", text):
        return timedelta(hours=int(match[1]), minutes=int(match[2]))
    if text and (match := ISO_LENGTH.fullmatch(text)) and any(match.groups()):
        days, whole, minutes = (int(part or 0) for part in match.groups())
        return timedelta(days=days, hours=whole, minutes=minutes)
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        number = float(text.replace(",", "."))
        return timedelta(hours=number) if hours else timedelta(minutes=number)
    match = LENGTH.fullmatch(text)
    if not match or not (match["h"] or match["m"]):
        return None
    return timedelta(hours=float((match["h"] or "0").replace(",", ".")), minutes=int(match["m"] or 0))

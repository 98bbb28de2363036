"""The kinds of thing that an answer must hold: a time, a price, a place."""

import re
import tomllib
from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path

from knowledge.questions.understand import Question


class Expected(StrEnum):
    """What the answer to a question must hold."""

    TIME = "time"
    CLOCK = "clock"
    PRICE = "price"
    NUMBER = "number"
    CONTACT = "contact"
    EMERGENCY = "emergency"
    LENGTH = "length"
    PLACE = "place"
    PERSON = "person"
    REASON = "reason"


_MONTHS = (
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mär|Mai|Okt|Dez|janv|févr|mars|avr|juin|juil|août|déc|tammi|helmi|maalis|huhti"
    "|touko|kesä|heinä|elo|syys|loka|marras|joulu|Ιαν|Φεβ|Μαρ|Απρ|Μαΐ|Ιουν|Ιουλ|Αυγ|Σεπ|Οκτ|Νοε|Δεκ|Oca|Şub|Nis|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara"
    "|ม.ค|ก.พ|มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา"
)
_DAYS = (
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b(?:Mon|Diens|Donners|Frei|Sams|Sonn)tags?\b|\bMittwochs?\b"
    r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b|\b(?:maanan|tiis|tors|perjan|lauan|sunnun)tai|\bkeskiviik"
    r"|Δευτέρα|Τρίτη|Τετάρτη|Πέμπτη|Παρασκευή|Σάββατο|Κυριακή|\b(?:pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar)\b"
    r"|周[一二三四五六日末]|星期[一二三四五六日天]|[월화수목금토일]요일|วัน(?:จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)"
)
_CLOCK = (
    r"\d{1,2}[:.h]\d\d|\d ?[ap]\.?m\b|\d ?[點点時时시]|\d ?(?:Uhr|น\.|โมง|ทุ่ม|h\b)|\bklo \d|\b(?:midnight|noon|midday|24 hours)\b"
    r"|\b(?:Mitternacht|mittags?|minuit|midi|keskiyö\w*|puoliyö\w*|keskipäiv\w*|gece yarısı|öğlen)\b|μεσάνυχτα|μεσημέρι"
    r"|24 ?(?:小时|시간|ชั่วโมง|saat|ώρες|tuntia|Stunden|heures)|半夜|午夜|中午|정오|자정|เที่ยง"
)
CURRENCIES = Path(__file__).parent / "currencies.toml"


def _money() -> str:
    """A number beside a currency: its code, or the last word of its name in any of the languages."""
    table = tomllib.loads(CURRENCIES.read_text(encoding="utf-8"))
    codes = "|".join(table["codes"])
    names = "|".join(sorted(map(re.escape, table["names"]), key=len, reverse=True))
    return rf"\d[.,\s]?(?:{names}|{codes})|(?:\b(?:{codes}))\s?\d"


_COUNTED = (
    r"(?:\d|[一二两三四五六七八九十半几]|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|half an"
    r"|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|demi"
    r"|yksi|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|kymmenen|puoli|yhden|kahden|kolmen|neljän|viiden|kuuden|kymmenen"
    r"|eine?[nr]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|fünfzehn|zwanzig|dreißig|halbe"
    r"|ένα|μία|μια|δύο|δυο|τρεις|τρία|τέσσερις|τέσσερα|πέντε|έξι|επτά|εφτά|οκτώ|οχτώ|εννέα|δέκα|δώδεκα|είκοσι|τριάντα|μισή"
    r"|bir|iki|üç|dört|beş|altı|yedi|sekiz|dokuz|on|on iki|on beş|yirmi|otuz|yarım)\b|[한두세네] ?|다섯|여섯|일곱|여덟|아홉|열|반"
    r"|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ครึ่ง)"
)
"""A number in figures or in words."""
_PERIOD = (
    r"(?:min|hour|h\b|Stunde|heure|tunti|tunnin|tuntia|ώρ|λεπτ|saat|dakika|小时|分钟|시간|분|ชั่วโมง|นาที|days?\b|Tag|jour|päiv|gün|天|일|วัน"
    r"|week|Woche|semaine|viik|εβδομ|hafta|周|주|สัปดาห์|month|Monat|mois|kuukau|μήν|ay\b|个月|개월|เดือน|year|Jahr|ans?\b|vuo|χρόν|yıl|年|년|ปี|μέρ|ημέρ|sec|sek|δευτερ|saniye|秒|초|วินาที)"
)
_PLACE_WORDS = (
    r"//maps|\b(?:at|near|opposite|next to|behind|beside|between|in front of) (?:the )?\w"
    r"|\b(?:located|situated|venue|address|floor|room|hall|street|road|building|square|entrance|desk|lobby|car park|level|gate)\b"
    r"|\d+F\b|\b(?:im|am|an der|auf dem|auf der|in der|beim|neben|gegenüber|hinter|vor dem|Raum|Halle|Straße|Stock|Eingang)\b"
    r"|\b(?:salle|rue|étage|entrée|comptoir|près d|à côté d|au niveau|derrière|devant|face)\b|室|楼|厅|街|路|层|号|층|홀|실|ห้อง|ชั้น|ถนน"
    r"|οδ[όο]|αίθουσα|όροφο|δίπλα|πίσω από|μπροστά|\bkat\w*|salon|cadde|sokak|yanında|karşısında|önünde|arkasında|huone|sali|kerro|katu|vieressä|takana|edessä|vastapäätä"
    r"|옆|앞|뒤|맞은편|旁|对面|ข้าง|ตรงข้าม|หน้า|หลัง"
)
_SPOT = r"\b[A-ZΑ-Ω]{1,2}[-–]?\d{1,3}\b|\b\d{3}\b(?!\s?[€$])"
"""How rooms, stands and car parks are numbered."""

HOLDS: Mapping[Expected, re.Pattern[str]] = {
    Expected.TIME: re.compile(
        rf"{_CLOCK}|\b(?:19|20)\d\d\b|\d{{1,2}}\. ?\d{{1,2}}\.|\d{{1,2}}\.? ?(?:{_MONTHS})|(?:{_MONTHS})\w* \d|\d(?:st|nd|rd|th)\b"
        rf"|\d ?[月日号월일]|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b|{_DAYS}",
        re.IGNORECASE,
    ),
    Expected.CLOCK: re.compile(_CLOCK, re.IGNORECASE),
    Expected.PRICE: re.compile(
        rf"[€$£¥₺฿₩]|\b(?:RMB|TL)\b|{_money()}|\d ?(?:元|块|원|위안|유로|달러|บาท|หยวน|ยูโร|yuan|euro|ευρώ|γουάν|lira)"
        r"|\bfree\b|no charge|no fee|costs nothing|for nothing|for sale|included|gratis|inbegriffen|inklusive"
        r"|gratuit|sans frais|offert|compris|kostenlos|kostenfrei|ilmai|maksut|veloituk|sisälty|δωρε|χωρίς χρέωση|περιλαμβάν|ücretsiz|bedava|dahil"
        r"|免费|包含|무료|포함|ฟรี|ไม่มีค่า|ไม่เสียค่า|ไม่คิดค่า|รวม",
        re.IGNORECASE,
    ),
    Expected.NUMBER: re.compile(
        r"\d|[百千万亿]|[两三四五六七八九十][个位名人张次台辆盘]|천만|백만|[십백천만한두세네]\s?[명개대장번]|ล้าน"
        r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|millions?|Millionen|miljoona\w*|milyon|mille|εκατομμύρι\w*"
        r"|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|zwanzig|deux|trois|quatre|cinq|sept|huit|neuf|dix|douze|vingt"
        r"|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|kymmenen|kahden|kolmen|neljän|viiden|kuuden"
        r"|δύο|δυο|τρεις|τρία|τέσσερις|τέσσερα|πέντε|έξι|επτά|οκτώ|εννέα|δέκα|δώδεκα|iki|üç|dört|beş|altı|yedi|sekiz|dokuz)\b"
        r"|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ",
        re.IGNORECASE,
    ),
    Expected.LENGTH: re.compile(
        rf"{_COUNTED}(?:[.,]\d+)?\s*-?{_PERIOD}|\d\s?(?:k?m|km|mètres?|metres?|Meter|metriä|μέτρα|metre|米|公里|미터|เมตร)\b|\d ?(?:米|公里|미터|เมตร)"
        r"|\b(?:until|till|bis|jusqu.au|έως|μέχρι)(?: \w+\.?)? \d|\d+\. \w+kuuta \d*\s?asti",
        re.IGNORECASE,
    ),
    Expected.PLACE: re.compile(
        rf"{_PLACE_WORDS}|{_SPOT}|\b(?:Floor|Room|Hall|Street|Road|Building|Square|Entrance|Desk|Lobby|Level|Gate)\b"
    ),
    Expected.PERSON: re.compile(
        r"\b[A-ZÀ-Ž][a-zà-ž]+ [A-ZÀ-Ž][a-zà-ž]+|[Α-ΩΆ-Ώ][α-ώ]+ [Α-ΩΆ-Ώ][α-ώ]+|@|\b(?:desk|team|staff|officer|organi[sz]ers?|us)\b|[一-鿿]{2,}|[가-힣]{2,}|[ก-๛]{3,}"
    ),
    Expected.REASON: re.compile(
        r"\b(?:because|due to|since|so that|as a result|reason|weil|wegen|da|denn|car|parce que|en raison|koska|sillä|takia|vuoksi|επειδή|λόγω|γιατί|çünkü|nedeniyle|için)\b|因为|由于|所以|때문|이므로|เพราะ|เนื่องจาก",
        re.IGNORECASE,
    ),
    Expected.CONTACT: re.compile(r"@|\+?\d[\d ()/-]{4,}|https?://|www\."),
    Expected.EMERGENCY: re.compile(r"(?<![\d.,:–-])(?:000|1[01]\d|19\d|911|999)(?![\d:–-]|[.,]\d|\s?V\b)"),
}


LINK = re.compile(r"https?://\S+?(?=[)\s]|$)")
"""Addresses are no prose: "wiki" in one does not speak of Wi-Fi."""

_ASKED_FOR: tuple[tuple[str, Expected], ...] = (
    ("price", Expected.PRICE),
    ("phone", Expected.CONTACT),
    ("when", Expected.TIME),
    ("dates", Expected.TIME),
    ("when_end", Expected.TIME),
    ("how_long", Expected.LENGTH),
    ("where", Expected.PLACE),
    ("count", Expected.NUMBER),
    ("why", Expected.REASON),
)


_NAMED: Mapping[str, Expected] = {
    **dict.fromkeys(
        ("weigh", "heavy", "size", "length_of_thing", "height_of_thing", "temperature", "speed", "exchange_rate"),
        Expected.NUMBER,
    ),
    **dict.fromkeys(("how_cold_is_it", "how_far", "age_limit", "years_old", "currency_of_a_country"), Expected.NUMBER),
    "time_of_day": Expected.TIME,
    **dict.fromkeys(("call", "phone_number", "email_address", "who_do_i_contact"), Expected.CONTACT),
    **dict.fromkeys(("mains_voltage", "age", "how_old", "how_much_asked", "file_size"), Expected.NUMBER),
    "by_when": Expected.TIME,
}
"""What the answer holds to a question that names such a concept, when no cue tells."""
DEVICES = ("power:", "net:", "venue:photo", "lost:thing", "access:forbidden", "concert:rules", "talk:av")
"""Matters in which a phone is a thing that people carry."""
SURELY = 0.5
"""So likely one of them is meant when no number to call is asked for."""
_SUMMONED = frozenset({"ambulance", "police", "fire_brigade", "emergency", "emergency_number"})
"""Those who are called by a number of three digits."""


def expected(question: Question, concepts: Collection[str] = ()) -> frozenset[Expected]:
    """The kinds of thing that must stand in an answer to this question, which names these concepts; none for a
    yes-or-no question."""
    found = {kind for cue, kind in _ASKED_FOR if question.has(cue)}
    if question.has("when_end") and not _apart(question, "price", "when_end"):
        found.discard(Expected.PRICE)
    if _yes_or_no(question):
        return frozenset()
    if Expected.TIME in found and "at_what_time" in concepts:
        found = (found - {Expected.TIME}) | {Expected.CLOCK}
    if Expected.CONTACT in found and _SUMMONED & set(concepts):
        found = (found - {Expected.CONTACT, Expected.NUMBER}) | {Expected.EMERGENCY}
    if "not_working" in concepts or _about_a_device(question):
        found.discard(Expected.CONTACT)
    if Expected.PLACE in found and "by_when" in concepts:
        found = (found - {Expected.PLACE}) | {Expected.TIME}
    if Expected.PRICE in found:
        found -= {Expected.CONTACT, Expected.NUMBER}
    if Expected.LENGTH in found:
        found -= {Expected.TIME, Expected.NUMBER}
    found = found or {_NAMED[concept] for concept in concepts if concept in _NAMED}
    return frozenset(found or ({Expected.PERSON} if question.has("who") else set()))


def _apart(question: Question, cue: str, other: str) -> bool:
    """Whether a cue is found where the other is not: "kaça" asks the price, and in "kaça kadar" until when."""
    spans = question.cues.get(other, ())
    return any(not any(a <= begin and stop <= b for a, b in spans) for begin, stop in question.cues.get(cue, ()))


def _about_a_device(question: Question) -> bool:
    """Whether a phone is spoken of as a thing, by what the question means: "my phone is at 3 %" asks for no number."""
    label, share = question.meaning.best() if question.meaning else ("", 0.0)
    return share >= SURELY and label.startswith(DEVICES)


def _yes_or_no(question: Question) -> bool:
    """Whether the question begins like one that yes or no answers: "is the" in "who is the speaker" does not count."""
    if not question.has("polar") or question.has("when", "where", "how_long", "count"):
        return False
    begins = min(begin for begin, _ in question.cues["polar"])
    return all(begins <= begin for cue in ("who", "which", "why") for begin, _ in question.cues.get(cue, ()))


def holds(text: str, need: frozenset[Expected]) -> float:
    """The share of the kinds of thing needed that the text holds, 1 when none is needed."""
    return sum(_holds(text, kind) for kind in need) / len(need) if need else 1.0


def _holds(text: str, kind: Expected) -> bool:
    """Web addresses hold nothing but contacts and places."""
    bare = text if kind in (Expected.CONTACT, Expected.PLACE) else LINK.sub(" ", text)
    return bool(HOLDS[kind].search(bare))

"""A small invented music festival in Lisbon, in nine languages, and what its pages say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from knowledge.answers.assistant import Assistant
from knowledge.event import Contact, Delegation, Event, Item, ItemKind, ItemStatus, LocalizedText, Travel, Venue
from knowledge.packs.model import ApprovedAnswer

ZONE = ZoneInfo("Europe/Lisbon")
LANGUAGES = ("en", "zh", "fr", "fi", "de", "el", "ko", "th", "tr")


def texts(*versions: str) -> LocalizedText:
    """The versions in the order of `LANGUAGES`."""
    return LocalizedText(dict(zip(LANGUAGES, versions, strict=True)))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2032, 6, day, hour, minute, tzinfo=ZONE)


NOW = at(10, 9)
OPENING = texts(
    "Opening ceremony",
    "开幕式",
    "Cérémonie d’ouverture",
    "Avajaiset",
    "Eröffnungsfeier",
    "Τελετή έναρξης",
    "개막식",
    "พิธีเปิด",
    "Açılış töreni",
)
FADO = texts(
    "Fado night",
    "法多之夜",
    "Nuit du fado",
    "Fado-ilta",
    "Fado-Nacht",
    "Βραδιά φάντο",
    "파두의 밤",
    "ค่ำคืนฟาดู",
    "Fado gecesi",
)
TILES = texts(
    "Visit to the Tile Museum",
    "参观瓷砖博物馆",
    "Visite du musée de l’azulejo",
    "Vierailu laattamuseossa",
    "Besuch im Fliesenmuseum",
    "Επίσκεψη στο Μουσείο Πλακιδίων",
    "타일 박물관 방문",
    "เยี่ยมชมพิพิธภัณฑ์กระเบื้อง",
    "Çini Müzesi ziyareti",
)
BUS = texts(
    "Bus to the Tile Museum",
    "前往瓷砖博物馆的大巴",
    "Bus pour le musée de l’azulejo",
    "Bussi laattamuseoon",
    "Bus zum Fliesenmuseum",
    "Λεωφορείο για το Μουσείο Πλακιδίων",
    "타일 박물관행 버스",
    "รถบัสไปพิพิธภัณฑ์กระเบื้อง",
    "Çini Müzesi otobüsü",
)
LUNCH = texts(
    "Lunch", "午餐", "Déjeuner", "Lounas", "Mittagessen", "Μεσημεριανό γεύμα", "점심 식사", "อาหารกลางวัน", "Öğle yemeği"
)
MUSEUM = texts(
    "National Tile Museum",
    "国家瓷砖博物馆",
    "Musée national de l’azulejo",
    "Kansallinen laattamuseo",
    "Nationales Fliesenmuseum",
    "Εθνικό Μουσείο Πλακιδίων",
    "국립 타일 박물관",
    "พิพิธภัณฑ์กระเบื้องแห่งชาติ",
    "Ulusal Çini Müzesi",
)
SMART = texts(
    "Smart dress",
    "正装",
    "Tenue élégante",
    "Siisti asu",
    "Elegante Kleidung",
    "Κομψό ντύσιμο",
    "정장",
    "ชุดสุภาพ",
    "Şık kıyafet",
)


def english(text: str) -> LocalizedText:
    return LocalizedText({"en": text})


EVENT = Event(
    id="lisbon-2032",
    name=english("Lisbon Voices Festival"),
    timezone="Europe/Lisbon",
    start=date(2032, 6, 10),
    end=date(2032, 6, 12),
    languages=LANGUAGES,
    local_language="pt",
    city=english("Lisbon"),
    country=english("Portugal"),
    contacts=(Contact(id="desk", role=english("Festival desk"), phone="+351 21 555 0100"),),
    venues=(
        Venue(
            id="hall",
            name=english("Alfama Hall"),
            address=LocalizedText({"en": "4 Rua do Sol, Lisbon", "pt": "Rua do Sol 4, Lisboa"}),
            entrance=english("North door"),
            accessibility=english("Step-free, lift to all floors"),
            latitude=38.71,
            longitude=-9.13,
        ),
        Venue(id="museum", name=MUSEUM, address=english("Rua da Madre 4"), aliases=("Museu do Azulejo",)),
    ),
    items=(
        Item(id="opening", kind=ItemKind.CEREMONY, title=OPENING, start=at(10, 18), end=at(10, 19, 30), venue="hall",
             room=english("Great Hall"), meeting_point=english("Foyer"), dress=SMART, speakers=("Anna Schmidt", "Rui Costa")),
        Item(id="lunch-1", kind=ItemKind.MEAL, title=LUNCH, start=at(10, 12, 30), end=at(10, 13, 30), venue="hall", room=english("Terrace")),
        Item(id="lunch-2", kind=ItemKind.MEAL, title=LUNCH, start=at(11, 13), end=at(11, 14), venue="hall", room=english("Terrace")),
        Item(id="bus", kind=ItemKind.TRANSFER, title=BUS, start=at(11, 9), end=at(11, 9, 30), venue="hall", meeting_point=english("Gate 2")),
        Item(id="tiles", kind=ItemKind.VISIT, title=TILES, start=at(11, 10), end=at(11, 11, 30), venue="museum"),
        Item(id="fado", kind=ItemKind.PERFORMANCE, title=FADO, start=at(11, 21), end=at(11, 23), venue="hall",
             room=english("Small Hall"), audience=("bergen",)),
        Item(id="workshop", kind=ItemKind.SESSION, title=english("Breathing workshop"), start=at(12, 10), end=at(12, 12),
             venue="hall", room=english("Studio"), status=ItemStatus.CANCELLED),
    ),
    travel=(Travel(origin="hall", destination="museum", minutes=25, mode="coach"),),
    delegations=(
        Delegation(id="bergen", name=english("Bergen Choir"), liaison="Ines Alves", liaison_phone="+351 91 555 0199"),
        Delegation(id="turku", name=english("Turku Choir"), liaison="Nuno Reis", liaison_phone="+351 91 555 0198"),
    ),
)  # fmt: skip
APPROVED = (
    ApprovedAnswer(
        id="wifi",
        question=LocalizedText({"en": "What is the Wi-Fi password?", "de": "Wie lautet das WLAN-Passwort?"}),
        answer=LocalizedText({"en": "It is on your badge.", "de": "Es steht auf Ihrem Ausweis."}),
    ),
)


@dataclass(frozen=True)
class Page:
    source: str
    key: str
    title: str
    text: str
    language: str = "en"
    path: tuple[str, ...] = ()
    section: int = 0

    @property
    def id(self) -> str:
        return f"{self.source}#0"

    @property
    def cited(self) -> str:
        return self.source


@dataclass(frozen=True)
class Found:
    passage: Page
    score: float


PAGES = (
    Page(
        "documents/luggage.md",
        "luggage",
        "Luggage",
        "You can leave suitcases at the festival desk. It costs 3 euros a day.",
    ),
    Page(
        "documents/museum.md",
        "museum",
        "The Tile Museum",
        "The museum shows five centuries of tiles. Its café closes at 17:00.",
    ),
    Page("documents/hotel.md", "hotel", "Your hotel", "The breakfast room will open at 06:30 every day."),
    Page("documents/welcome.md", "welcome", "Welcome", "The breakfast room will open at 07:00 every day."),
    Page(
        "documents/tram.md",
        "tram",
        "Getting around",
        "Tram 28 stops in front of Alfama Hall. A single ride costs 3.10 euros.",
    ),
)


class Shelf:
    """A stand-in for the library: pages by the words they share with the question."""

    def search(self, query: str, language: str, k: int = 10) -> Sequence[Found]:
        asked = set(query.casefold().strip("?").split())
        scored = [
            Found(page, len(asked & set(page.text.casefold().replace(".", " ").split())) / len(asked)) for page in PAGES
        ]
        return sorted((hit for hit in scored if hit.score), key=lambda hit: -hit.score)[:k]

    def passages(self) -> tuple[Page, ...]:
        return PAGES


def assistant(event: Event = EVENT) -> Assistant:
    return Assistant(event, Shelf(), APPROVED)

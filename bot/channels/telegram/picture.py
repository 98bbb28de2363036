"""The card for the driver as a picture: name and address in the local language, as large as the screen allows."""

import io

from PIL import Image, ImageDraw, ImageFont

from bot.channels.telegram.card import Card
from bot.channels.telegram.fonts import font_for

_WIDTH, _HEIGHT, _MARGIN = 1280, 960, 64
_INK, _PAPER, _SOFT = "#111111", "#ffffff", "#555555"
_LARGEST, _SMALLEST, _STEP = 150, 44, 6


def draw(card: Card) -> bytes | None:
    """The card as PNG; None when this machine has no font for its letters."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    top = _MARGIN
    shares = (
        (card.heading, 0.14, _SOFT),
        (card.name, 0.44, _INK),
        (card.address, 0.30, _INK),
        (card.phone, 0.12, _SOFT),
    )
    for text, share, colour in shares:
        if not text:
            continue
        room = int((_HEIGHT - 2 * _MARGIN) * share)
        laid = _lay(pen, text, room, card.language)
        if laid is None:
            return None
        font, block = laid
        pen.multiline_text((_MARGIN, top), block, font=font, fill=colour, spacing=int(font.size) // 5)
        top += room
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _lay(pen: ImageDraw.ImageDraw, text: str, room: int, language: str) -> tuple[ImageFont.FreeTypeFont, str] | None:
    """The largest type in which the text fits, or the smallest, and its lines."""
    laid = None
    for size in range(_LARGEST, _SMALLEST - 1, -_STEP):
        font = font_for(text, size, language)
        if font is None:
            return None
        laid = font, _wrap(text, font)
        box = pen.multiline_textbbox((0, 0), laid[1], font=font, spacing=size // 5)
        if box[3] <= room and box[2] <= _WIDTH - 2 * _MARGIN:
            break
    return laid


def _wrap(text: str, font: ImageFont.FreeTypeFont) -> str:
    """The text in as few lines as fit, of about the same length."""
    width: float = _WIDTH - 2 * _MARGIN
    lines = _lines(text, font, width)
    while len(lines) > 1 and len(tighter := _lines(text, font, width - font.size // 2)) == len(lines):
        lines, width = tighter, width - font.size // 2
    return "\n".join(lines)


def _lines(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Broken between words, or anywhere in scripts without spaces."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and font.getlength((line + piece).rstrip()) > width:
            lines.append(line.strip())
            line = ""
        line += piece
    return [*lines, line.strip()]


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    for word in text.split():
        found += list(word) if any(ord(sign) > 0x2E7F for sign in word) else [word]
        found[-1] += " "
    return found

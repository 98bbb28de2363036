"""The page in which a newcomer clicks through the bots: a phone for each person, and the calls its script makes."""

import asyncio
import base64
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.emulator.phone import Phone
from tests.emulator.world import Bot, World

PATH = "/emulator/"
_PAGE = Path(__file__).parent / "page"
_WAIT = 20.0
_PIXELS = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAE0lEQVR4nGP4f5QBK2LALno0SgBn2BPxcmrPBQAAAABJRU5ErkJggg=="
)


@dataclass
class Hint:
    """A first message to send: an invitation or a sign-in."""

    bot: str
    label: str
    text: str


@dataclass
class Control:
    """The page's side of the world. `bots` are shown in this order, by a short key."""

    world: World
    bots: dict[str, Bot]
    hints: list[Hint] = field(default_factory=list)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self._page)
        app.router.add_get("/state", self._state)
        app.router.add_get("/file/{id}", self._file)
        app.router.add_post("/act", self._act)
        app.router.add_post("/person", self._person)
        app.router.add_static("/static", _PAGE)
        return app

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_PAGE / "page.html")

    def _phone(self, bot: str, user: str) -> Phone:
        try:
            return Phone(self.world, self.bots[bot], self.world.users[int(user)])
        except (KeyError, ValueError):
            raise web.HTTPNotFound(text="no such bot or person") from None

    async def _state(self, request: web.Request) -> web.Response:
        """Everything the page shows, as soon as it differs from what it has."""
        phone = self._phone(request.query.get("bot", ""), request.query.get("user", ""))
        if request.query.get("version") == str(self.world.version):
            with suppress(TimeoutError):
                async with asyncio.timeout(_WAIT):
                    await self.world.changed.wait()
        return web.json_response(self._snapshot(phone))

    def _snapshot(self, phone: Phone) -> dict[str, Any]:
        bot = phone.bot
        return {
            "version": self.world.version,
            "bots": [{"key": key, "name": one.name} for key, one in self.bots.items()],
            "people": [{"id": u.id, "name": u.name, "language": u.language} for u in self.world.users.values()],
            "messages": phone.messages,
            "commands": bot.commands.get(phone.user.language) or bot.commands.get("", []),
            "description": bot.profile.get(("description", phone.user.language))
            or bot.profile.get(("description", ""), ""),
            "blocked": phone.user.id in bot.blocked,
            "toasts": [toast for toast in bot.toasts[-5:] if toast["text"]],
            "hints": [vars(hint) for hint in self.hints],
        }

    async def _file(self, request: web.Request) -> web.Response:
        blob = self.world.files.get(request.match_info["id"])
        if blob is None:
            raise web.HTTPNotFound
        picture = blob.content[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")
        kind = "image/png" if picture else "application/octet-stream"
        headers = {} if picture else {"Content-Disposition": f'attachment; filename="{blob.name}"'}
        return web.Response(body=blob.content, content_type=kind, headers=headers)

    async def _person(self, request: web.Request) -> web.Response:
        given = await request.json()
        user = self.world.user(str(given.get("name") or "Guest")[:64], str(given.get("language") or "en")[:2])
        self.world.touch()
        return web.json_response({"id": user.id})

    async def _act(self, request: web.Request) -> web.Response:
        """Do on the phone what the page's person did."""
        given = await request.json()
        phone = self._phone(str(given.get("bot")), str(given.get("user")))
        messages = self.world.bots[phone.bot.token].messages.get(phone.chat, {})
        query = self._do(phone, str(given.get("do")), given, messages.get(given.get("message") or 0))
        self.world.touch()
        return web.json_response({"query": query})

    def _do(self, phone: Phone, what: str, given: dict[str, Any], message: dict[str, Any] | None) -> str:
        if what == "say" and str(given.get("text", "")).strip():
            phone.say(str(given["text"])[:4096], reply_to=message)
        elif what == "tap":
            return phone.tap(message, str(given["data"]))
        elif what == "location":
            phone.send(location={"latitude": float(given["latitude"]), "longitude": float(given["longitude"])})
        elif what == "photo":
            phone.send_photo(_PIXELS, str(given.get("text") or "") or None)
        elif what == "sticker":
            sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1}
            phone.send(sticker={**sticker, "is_animated": False, "is_video": False, "emoji": "🙂"})
        elif what == "block":
            phone.block()
        elif what == "unblock":
            phone.open()
        return ""

"""The Bot API over a real socket: requests in, updates out by long polling or webhook."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.emulator.call import Call, Refusal, Upload, Values
from tests.emulator.faults import Fault, Kind
from tests.emulator.methods import COUNTED, METHODS
from tests.emulator.world import Bot, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
_LARGEST = 50 * 1024 * 1024


class BotApi:
    """The server. `url` is what `[telegram] api_url` takes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.hung = asyncio.Event()
        self._pushers: dict[str, asyncio.Task[None]] = {}

    def application(self) -> web.Application:
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/files/{id}", self._file)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"].lower()
        bot = self.world.bots.get(token)
        if bot is None:
            known = ":" in token and token.split(":")[0].isdigit()
            return _refused(Refusal(401, "Unauthorized") if known else Refusal(404, "Not Found"))
        values = await _values(request)
        bot.calls.append((method, {k: v for k, v in values.items() if isinstance(v, str)}))
        fault = self.world.faults.next(method, _chat(values))
        if fault and (response := await self._strike(request, fault, before=True)):
            return response
        try:
            result = await self._result(bot, method, values)
        except Refusal as refusal:
            return _refused(refusal)
        if fault and (response := await self._strike(request, fault, before=False)):
            return response
        return web.json_response({"ok": True, "result": result})

    async def _strike(self, request: web.Request, fault: Fault, *, before: bool) -> web.StreamResponse | None:
        if before and fault.kind is Kind.PAGE:
            return web.Response(status=502, text=_PAGE, content_type="text/html")
        if before and fault.kind is Kind.RETRY:
            return _refused(_too_many(fault.retry_after))
        if fault.kind is Kind.HANG and not before:
            await self.hung.wait()
        if (fault.kind is Kind.REFUSE and before) or (fault.kind is Kind.DROP and not before):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return None

    async def _result(self, bot: Bot, method: str, values: Values) -> Any:
        if method == "getupdates":
            return await self._updates(Call(self.world, bot, values))
        if method not in METHODS:
            raise Refusal(404, "Not Found")
        call = Call(self.world, bot, values)
        if method.startswith(COUNTED):
            wait = bot.limits.take(call.chat(), asyncio.get_running_loop().time())
            if wait is not None:
                raise _too_many(wait)
        result = METHODS[method](call)
        if method == "setwebhook" and bot.webhook:
            self._push(bot)
        return result

    async def _updates(self, call: Call) -> list[dict[str, Any]]:
        bot = call.bot
        if bot.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            )
        bot.polls += 1
        mine = bot.polls
        bot.news.set()
        offset, limit = call.number("offset", 0), call.number("limit", 100)
        while bot.queue and offset and bot.queue[0]["update_id"] < offset:
            bot.queue.popleft()
        with suppress(TimeoutError):
            async with asyncio.timeout(call.number("timeout", 0)):
                while not bot.queue:
                    bot.news.clear()
                    await bot.news.wait()
                    if bot.polls != mine:
                        raise Refusal(
                            409,
                            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                        )
        return list(bot.queue)[: max(1, min(limit, 100))]

    def _push(self, bot: Bot) -> None:
        if (old := self._pushers.pop(bot.token, None)) is not None:
            old.cancel()
        self._pushers[bot.token] = asyncio.get_running_loop().create_task(self._deliver(bot))

    async def _deliver(self, bot: Bot) -> None:
        """Post updates in order; what is not answered with 2xx is posted again, ever more slowly."""
        wait = 0.05
        async with ClientSession(timeout=ClientTimeout(total=30)) as session:
            while bot.webhook:
                if not bot.queue:
                    bot.news.clear()
                    await bot.news.wait()
                    continue
                if await self._posted(session, bot, bot.queue[0]):
                    bot.queue.popleft()
                    wait = 0.05
                else:
                    bot.webhook.errors += 1
                    await asyncio.sleep(wait)
                    wait = min(wait * 2, 5)

    async def _posted(self, session: ClientSession, bot: Bot, update: dict[str, Any]) -> bool:
        assert bot.webhook is not None
        headers = {SECRET_HEADER: bot.webhook.secret} if bot.webhook.secret else {}
        try:
            async with session.post(bot.webhook.url, json=update, headers=headers) as response:
                body = await response.read()
                if response.status // 100 != 2:
                    return False
        except (ClientError, TimeoutError):
            return False
        with suppress(ValueError, Refusal):
            wanted = json.loads(body)
            if isinstance(wanted, dict) and wanted.get("method"):
                await self._result(bot, str(wanted.pop("method")).lower(), _texts(wanted))
        return True

    async def _file(self, request: web.Request) -> web.Response:
        blob = self.world.files.get(request.match_info["id"])
        if request.match_info["token"] not in self.world.bots or blob is None:
            return web.Response(status=404)
        return web.Response(body=blob.content, content_type="application/octet-stream")

    def close(self) -> None:
        self.hung.set()
        for task in self._pushers.values():
            task.cancel()


def _too_many(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def _refused(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)


async def _values(request: web.Request) -> Values:
    """All parameters, wherever they stand, as texts and files."""
    values: dict[str, str | Upload] = dict(request.query)
    kind = request.content_type
    if kind == "application/json" and request.can_read_body:
        try:
            values |= _texts(await request.json())
        except ValueError:
            raise web.HTTPBadRequest(text="not JSON") from None
    elif kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                values[name] = Upload(value.filename, value.file.read())
            else:
                values[name] = value if isinstance(value, str) else value.decode()
    return values


def _texts(values: Mapping[str, Any]) -> dict[str, str | Upload]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}


def _chat(values: Values) -> int | None:
    raw = values.get("chat_id")
    return int(raw) if isinstance(raw, str) and raw.lstrip("-").isdigit() else None


@asynccontextmanager
async def serving(
    api: BotApi, *applications: tuple[str, web.Application], host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[BotApi]:
    """The server on a socket, with further applications below their paths."""
    root = api.application()
    for path, application in applications:
        root.add_subapp(path, application)
    runner = web.AppRunner(root, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    listener = socket.create_server((host, port))
    await web.SockSite(runner, listener).start()
    api.url = f"http://{host}:{listener.getsockname()[1]}"
    try:
        yield api
    finally:
        api.close()
        await runner.cleanup()

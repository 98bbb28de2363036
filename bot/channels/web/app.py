"""The web application: the delegates' chat and the staff console, on one address."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.responses import Response

from bot.channels.web import (
    agenda,
    calendar_feed,
    cards,
    chat,
    console_broadcasts,
    console_deliveries,
    console_draft,
    console_edits,
    console_handovers,
    console_home,
    console_people,
    console_programme,
    entrance,
    errors,
    events,
    settings,
    taps,
    watch,
)
from bot.channels.web.once import Once
from bot.channels.web.parts import Application
from bot.channels.web.rendering import STATIC, Pages
from bot.channels.web.security import Guard
from bot.conversation.model import Patience

_ROUTERS = (
    entrance.router,
    chat.router,
    taps.router,
    events.router,
    calendar_feed.router,
    cards.router,
    agenda.router,
    settings.router,
    console_home.router,
    console_broadcasts.router,
    console_deliveries.router,
    console_handovers.router,
    console_people.router,
    console_programme.router,
    console_draft.router,
    console_edits.router,
    watch.router,
)


def create(application: Application) -> FastAPI:
    """The ASGI application on an application's parts."""
    guard = Middleware(Guard, public_url=application.config.web.public_url)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, middleware=[guard])
    app.state.application = application
    app.state.pages = Pages(application)
    app.state.once = Once()
    app.state.joins = Patience(entrance.JOINS_PER_MINUTE)
    errors.install(app)
    for router in _ROUTERS:
        app.include_router(router)
    app.mount(f"/static/{app.state.pages.version}", _Forever(directory=STATIC), name="static")
    return app


class _Forever(StaticFiles):
    """Files whose address changes with their content: browsers may keep them."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

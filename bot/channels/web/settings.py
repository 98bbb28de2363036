"""What a delegate chooses: language, reminders, quiet hours; and their data: to download, to erase."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.channels.web.chat import history
from bot.channels.web.choices import leads_of, offered, preferences_from
from bot.channels.web.visits import DELEGATE_COOKIE, ActingDelegate, Visitor
from knowledge.event import ItemKind
from knowledge.localize import LANGUAGES

router = APIRouter()


@router.get("/settings")
async def settings(visit: Visitor, saved: bool = False) -> Response:
    """The choices as they stand."""
    event = visit.parts.programme.event
    held = {item.kind for item in event.items}
    return visit.page(
        "settings.html",
        delegate=visit.delegate,
        kinds=[kind for kind in ItemKind if kind in held],
        offered={kind: offered(event, kind) for kind in ItemKind},
        chosen={kind: leads_of(event, visit.delegate.preferences, kind) for kind in ItemKind},
        saved=saved,
    )


@router.post("/settings")
async def save(visit: ActingDelegate, request: Request) -> Response:
    """Take over the choices on the page."""
    form = await request.form()
    chosen = preferences_from(form, visit.delegate.preferences, visit.parts.programme.event)
    await visit.parts.people.prefer(visit.delegate.id, chosen)
    return RedirectResponse("/settings?saved=1", 303)


@router.post("/language")
async def choose_language(visit: ActingDelegate, language: str = Form(), back: str = Form("/")) -> Response:
    """Speak this language from now on."""
    if language in LANGUAGES:
        await visit.parts.people.choose_language(visit.delegate.id, language)
    return RedirectResponse(back if back in ("/", "/agenda", "/settings") else "/", 303)


@router.get("/my-data.json")
async def my_data(visit: Visitor) -> Response:
    """Everything that is kept about the delegate."""
    lines = await history(visit, limit=1_000_000)
    said = [line.model_dump(mode="json", exclude={"person"}) for line in lines]
    about = visit.delegate.model_dump(mode="json")
    return JSONResponse(
        {"person": about, "messages": said},
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


@router.get("/forget")
async def ask_before_forgetting(visit: Visitor) -> Response:
    """Make sure."""
    return visit.page("forget.html", delegate=visit.delegate)


@router.post("/forget")
async def forget(visit: ActingDelegate) -> Response:
    """Erase the delegate and end their session."""
    await visit.parts.people.forget(visit.delegate.id)
    visit.parts.live.publish(visit.delegate.id)
    response = visit.page("forgotten.html")
    response.delete_cookie(DELEGATE_COOKIE)
    return response

"""For machines that watch: whether the process is well, and Prometheus' figures. No personal data in either."""

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from bot.channels.web.parts import Application

router = APIRouter()


@router.get("/healthz")
async def health(request: Request) -> JSONResponse:
    """200 when the database answers, with how many due messages wait; 503 otherwise."""
    application: Application = request.app.state.application
    try:
        status = await application.outbox.status()
    except Exception:
        return JSONResponse({"status": "database unavailable"}, 503)
    return JSONResponse({"status": "ok", "waiting": sum(status.waiting.values())})


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """The counters and gauges of the delivery."""
    application: Application = request.app.state.application
    await application.outbox.status()
    return Response(generate_latest(application.metrics.registry), media_type=CONTENT_TYPE_LATEST)

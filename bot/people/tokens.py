"""Invitations, sign-in codes and sessions: unguessable, and useless to whoever reads the database."""

import base64
import hashlib
import hmac
import secrets

INVITE, CALENDAR = "invite", "calendar"
"""What a token lets its holder do: sign in as the person, or read their agenda."""

_NONCE_BYTES = 12
_SIGNATURE_BYTES = 15  # 27 bytes are 36 characters: a Telegram start payload holds 64 of [A-Za-z0-9_-]


def new_nonce() -> str:
    """An invitation's identity."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_NONCE_BYTES)).decode()


def sign(nonce: str, secret: str, purpose: str = INVITE) -> str:
    """The token for a nonce: 36 characters, fit for an address and a Telegram start payload. A token for one purpose tells
    nothing about those for others."""
    return nonce + base64.urlsafe_b64encode(_signature(nonce, secret, purpose)).decode()


def verify(token: str, secret: str, purpose: str = INVITE) -> str | None:
    """The nonce inside a token we signed for this purpose; None for anything else."""
    nonce, given = token[:16], token[16:]
    expected = base64.urlsafe_b64encode(_signature(nonce, secret, purpose)).decode()
    return nonce if hmac.compare_digest(given.encode(), expected.encode()) else None


def new_secret() -> str:
    """A session token or a sign-in code, 128 bits or more."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    """What is kept of a secret: enough to recognise it, too little to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf(session: str, secret: str) -> str:
    """The form token that belongs to a session."""
    return hmac.new(secret.encode(), b"csrf:" + session.encode(), hashlib.sha256).hexdigest()[:32]


def _signature(nonce: str, secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), f"{purpose}:{nonce}".encode(), hashlib.sha256).digest()[:_SIGNATURE_BYTES]

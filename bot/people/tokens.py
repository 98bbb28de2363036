"""Invitations, sign-in codes and sessions: unguessable, and useless to whoever reads the database."""

import base64
import hashlib
import hmac
import secrets

_NONCE_BYTES = 12
_SIGNATURE_BYTES = 15  # 27 bytes are 36 characters: a Telegram start payload holds 64 of [A-Za-z0-9_-]


def new_nonce() -> str:
    """An invitation's identity."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_NONCE_BYTES)).decode()


def sign(nonce: str, secret: str) -> str:
    """The invitation token for a nonce: 36 characters, fit for an address and a Telegram start payload."""
    return nonce + base64.urlsafe_b64encode(_signature(nonce, secret)).decode()


def verify(token: str, secret: str) -> str | None:
    """The nonce inside a token we signed; None for anything else."""
    nonce, given = token[:16], token[16:]
    expected = base64.urlsafe_b64encode(_signature(nonce, secret)).decode()
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


def _signature(nonce: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), b"invite:" + nonce.encode(), hashlib.sha256).digest()[:_SIGNATURE_BYTES]

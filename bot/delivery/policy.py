"""What becomes of a message after one attempt. Pure."""

from dataclasses import dataclass

from bot.delivery.model import Gone, Lane, Malformed, Outcome, Refused, Sent, State, Uncertain

NO_ADDRESS = "no address"
"""How the reason of a letter begins that waits, dead, for its person to appear."""

MOST_ATTEMPTS = 12
"""Refusals after which a message is a dead letter; with the back-off below that is over half an hour."""

MOST_REPEATS = 4
"""Attempts that may have arrived after which we stop repeating even an urgent message."""

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 300.0


@dataclass(frozen=True)
class Verdict:
    """The row's next state; `wait` is in real seconds before the next attempt; `pause` those of the whole channel;
    `counts` whether the attempt was the message's own fault; `gone` whether the address is useless from now on."""

    state: State
    reason: str = ""
    reference: str = ""
    wait: float = 0.0
    pause: float = 0.0
    counts: bool = True
    gone: bool = False


def judge(outcome: Outcome, lane: Lane, attempts: int) -> Verdict:
    """The verdict on an attempt; `attempts` includes it. Broadcasts are never repeated where they may have arrived."""
    match outcome:
        case Sent(reference=reference):
            return Verdict(State.SENT, reference=reference)
        case Refused(everyone=True):
            wait = outcome.retry_after or back_off(attempts)
            return Verdict(State.PENDING, outcome.reason, wait=wait, pause=wait, counts=False)
        case Refused():
            return _again(outcome.reason, attempts, MOST_ATTEMPTS, State.DEAD, outcome.retry_after)
        case Uncertain() if lane is Lane.BROADCAST:
            return Verdict(State.AMBIGUOUS, outcome.reason)
        case Uncertain():
            return _again(outcome.reason, attempts, MOST_REPEATS, State.AMBIGUOUS, None)
        case Gone():
            return Verdict(State.PENDING, outcome.reason, counts=False, gone=True)
        case Malformed():
            return Verdict(State.DEAD, f"refused for good: {outcome.reason}")


def _again(reason: str, attempts: int, most: int, last: State, retry_after: float | None) -> Verdict:
    if attempts >= most:
        return Verdict(last, f"given up after {attempts} attempts: {reason}")
    return Verdict(State.PENDING, reason, wait=max(retry_after or 0.0, back_off(attempts)))


def back_off(attempts: int) -> float:
    """Seconds to wait after that many attempts: 1, 2, 4 … 300."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** max(0, attempts - 1))


def after_crash(lane: Lane, *, idempotent: bool) -> State:
    """What becomes of a row found `sending` whose sender is dead."""
    return State.AMBIGUOUS if lane is Lane.BROADCAST and not idempotent else State.PENDING

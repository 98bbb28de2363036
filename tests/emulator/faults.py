"""What goes wrong on purpose: programmed by a test, spent by the next matching calls."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    REFUSE = "refuse"  # the connection is closed, nothing was done
    DROP = "drop"  # it was done, then the connection is closed without an answer
    HANG = "hang"  # it was done, and no answer ever comes
    PAGE = "page"  # a proxy's 502 page instead of an answer, nothing was done
    RETRY = "retry"  # 429


@dataclass
class Fault:
    """Strikes `times` calls of `method` (any when empty) for `chat` (any when None)."""

    kind: Kind
    method: str = ""
    chat: int | None = None
    times: int = 1
    retry_after: int = 1

    def strikes(self, method: str, chat: int | None) -> bool:
        return (
            self.times > 0 and self.method.lower() in ("", method.lower()) and (self.chat is None or self.chat == chat)
        )


@dataclass
class Faults:
    """The faults still to come."""

    planned: list[Fault] = field(default_factory=list)

    def plan(self, fault: Fault) -> None:
        self.planned.append(fault)

    def next(self, method: str, chat: int | None) -> Fault | None:
        """The fault for this call, spent by it."""
        for fault in self.planned:
            if fault.strikes(method, chat):
                fault.times -= 1
                return fault
        return None

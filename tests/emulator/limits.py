"""The platform's rate limits, refused with 429 and `retry_after` as soon as one message is too many."""

import math
from collections import deque
from dataclasses import dataclass, field


@dataclass
class Limits:
    """Messages of a token in any sliding second, of a private chat in any second, of a group in any minute."""

    per_second: int = 30
    per_chat: int = 1
    per_group_minute: int = 20
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=dict)
    refusals: int = 0

    def take(self, chat: int, now: float) -> int | None:
        """None when the message may pass and is counted; else the whole seconds to wait."""
        window, most = (60.0, self.per_group_minute) if chat < 0 else (1.0, self.per_chat)
        own = self._chats.setdefault(chat, deque())
        for stamps, length in ((self._all, 1.0), (own, window)):
            while stamps and now - stamps[0] >= length:
                stamps.popleft()
        waits = [
            stamps[len(stamps) - limit] + length - now
            for stamps, length, limit in ((self._all, 1.0, self.per_second), (own, window, most))
            if len(stamps) >= limit
        ]
        if waits:
            self.refusals += 1
            return max(1, math.ceil(max(waits)))
        self._all.append(now)
        own.append(now)
        return None

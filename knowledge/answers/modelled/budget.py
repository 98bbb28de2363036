"""How many answers a day the model may phrase, for one person and in all."""

from collections import Counter
from datetime import date
from threading import Lock


class Budget:
    """Counts per calendar day; a day that is over is forgotten."""

    def __init__(self, per_person: int, in_all: int) -> None:
        self._per_person, self._in_all = per_person, in_all
        self._day: date | None = None
        self._spent: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, person: str, today: date) -> bool:
        """Count one answer, unless the person's or the day's budget is spent."""
        with self._lock:
            if today != self._day:
                self._day, self._spent = today, Counter()
            if self._spent.total() >= self._in_all or (person and self._spent[person] >= self._per_person):
                return False
            self._spent[person] += 1
            return True

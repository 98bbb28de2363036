"""What a reader did not understand, collected while it reads on: nothing is dropped in silence."""

from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.packs.model import Problem, Severity


class Code(StrEnum):
    """The kinds of problem that reading can find; the comment names the params."""

    UNKNOWN_KEY = "unknown_key"  # key
    UNKNOWN_COLUMN = "unknown_column"  # column
    UNKNOWN_FILE = "unknown_file"  # file
    UNKNOWN_KIND = "unknown_kind"  # value; read as a session
    UNKNOWN_STATUS = "unknown_status"  # value; read as scheduled
    UNKNOWN_ZONE = "unknown_zone"  # value, used
    NO_ZONE = "no_zone"  # used
    NO_TITLE = "no_title"  # (none)
    NO_START = "no_start"  # title; the row was left out
    BAD_DATE = "bad_date"  # value, title
    BAD_TIME = "bad_time"  # value, title
    BAD_LENGTH = "bad_length"  # value, title
    BAD_VALUE = "bad_value"  # field, value, reason
    AMBIGUOUS_DATES = "ambiguous_dates"  # example, read
    DATE_CARRIED = "date_carried"  # rows, date: rows without a date took the one above them
    COLUMN_GUESSED = "column_guessed"  # column, field
    ENCODING_GUESSED = "encoding_guessed"  # encoding
    ENDS_BEFORE_START = "ends_before_start"  # title, start, end; read without an end
    VERY_LONG = "very_long"  # title, hours
    ALL_DAY = "all_day"  # title, date
    NO_HOURS = "no_hours"  # title, date; the entry has a day and no time
    DUPLICATE_ID = "duplicate_id"  # id, used
    ID_TAKEN = "id_taken"  # id; only the first was taken
    TWICE = "twice"  # title: the very same entry stands twice
    UNREADABLE_DOCUMENT = "unreadable_document"  # reason
    UNREADABLE_FILE = "unreadable_file"  # reason
    EMPTY_DOCUMENT = "empty_document"  # (none)
    NOT_TAKEN = "not_taken"  # what, reason: a part of a file that this product has no place for


@dataclass
class Report:
    """Collects problems in the order they are met, and where everything stands: see `Pack.places`."""

    problems: list[Problem] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def stands(self, kind: str, name: str, where: str) -> None:
        """The thing of that kind and name stands there."""
        self.places.setdefault(f"{kind} {name}", where)

    def warn(self, code: Code, where: str, **params: object) -> None:
        """Something was read differently than it stands, or left unread."""
        self._add(code, Severity.WARNING, where, params)

    def error(self, code: Code, where: str, **params: object) -> None:
        """Something that belongs on the programme could not be taken."""
        self._add(code, Severity.ERROR, where, params)

    def _add(self, code: Code, severity: Severity, where: str, params: dict[str, object]) -> None:
        shown = {name: str(value)[:200] for name, value in params.items()}
        self.problems.append(Problem(code=code.value, severity=severity, where=where, params=shown))

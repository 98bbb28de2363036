"""Each kind of problem as a sentence and its mend, in nine languages."""

from collections.abc import Mapping
from pathlib import Path

from knowledge.event import Value
from knowledge.localize import Texts
from knowledge.packs.model import Problem

TEXTS = Texts(Path(__file__).parent.parent / "locales", "check")

SENTENCES: Mapping[str, tuple[str, str]] = {
    "outside_event": ("{item} is outside the event's days ({days}).", "Correct its date, or the event's dates."),
    "unknown_venue": ('There is no venue "{venue}".', "Add it to the venues, or correct the name."),
    "unknown_audience": ('"{audience}" is no delegation and no person.', "Use an id of delegations.csv or everyone."),
    "unknown_delegation": ('There is no delegation "{delegation}".', "Add it to delegations.csv, or correct the id."),
    "overlap": (
        "{delegation} is expected at {item} and at {other} at once.",
        "Move one of them, or narrow its audience.",
    ),
    "overlap_beside": (
        "{delegation} has {item} while {other} takes place, which also concerns them.",
        "Move one of them if they are expected at both.",
    ),
    "open_overlap": (
        "Items for everyone take place at the same time ({count}), such as {item} and {other}.",
        "If everyone is expected at both, move one.",
    ),
    "room_overlap": ("{room} is taken twice: {item} and {other}.", "Give one of them another room or time."),
    "travel": (
        "Only {gap} minutes from {item} to {other}; the way takes {minutes}.",
        "Start later, end earlier, or correct travel.csv.",
    ),
    "no_venue": ("{item} has no place.", "Say its venue or room."),
    "no_meeting_point": ("{item} has no meeting point.", "Say where to meet."),
    "no_address": ('No address in the local language ("{language}").', "Add it: taxi drivers need it."),
    "no_coordinates": ("No coordinates.", "Add latitude and longitude, for the map."),
    "no_contacts": ("The event has no contacts.", "Add a hotline to event.toml."),
    "no_liaison": ("The delegation has no liaison officer.", "Name one in delegations.csv."),
    "no_translation": ("Not translated into: {languages}.", "Add the missing languages; English is shown meanwhile."),
    "no_document_version": (
        "{document} is missing in: {languages}.",
        "Add those versions; another is shown meanwhile.",
    ),
    "facts_differ": (
        "Its numbers differ from {first}: missing {lost}; only here {extra}.",
        "Compare the two versions and correct one.",
    ),
    "unknown_key": ('The setting "{key}" is not known and was ignored.', "Correct its spelling, or remove it."),
    "unknown_column": (
        'The column "{column}" was not understood.',
        "Rename it as in the README, or leave it: it is ignored.",
    ),
    "unknown_file": (
        "The file {file} was not understood and was ignored.",
        "Remove it, or rename it as in the README.",
    ),
    "unknown_kind": ('The kind "{value}" is not known; read as a session.', "Use session, visit, meal, transfer …"),
    "unknown_status": ('The status "{value}" is not known; read as scheduled.', "Use scheduled or cancelled."),
    "unknown_zone": ('The time zone "{value}" is not known; {used} was used.', "Use a name such as Asia/Shanghai."),
    "no_zone": ("No time zone is given; {used} was used.", "Add timezone to event.toml."),
    "no_title": ("An entry has no title.", "Give it a title."),
    "no_start": ("{title} has no start and was left out.", "Give it a date and a time."),
    "bad_date": ('"{value}" is not a date ({title}).', "Write it as 2026-01-06."),
    "bad_time": ('"{value}" is not a time ({title}).', "Write it as 14:30."),
    "bad_length": ('"{value}" is not a length ({title}).', "Write it as 0:45 or 45 min."),
    "bad_value": ('"{value}" does not fit {field}: {reason}.', "Correct it."),
    "ambiguous_dates": (
        "Dates such as {example} can be read in two ways; read as {read}.",
        "Write them as 2026-01-06.",
    ),
    "date_carried": ("{rows} rows had no date and took the one above: {date}.", "Check that this is right."),
    "column_guessed": ('The column "{column}" was taken for {field}.', "Give it that name if this is right."),
    "encoding_guessed": (
        "The file is not UTF-8; it was read as {encoding}.",
        "Check the accents, or save it as UTF-8.",
    ),
    "ends_before_start": ("{title} ends ({end}) before it starts ({start}).", "Correct one of the times."),
    "very_long": ("{title} lasts {hours} hours.", "Check its end."),
    "all_day": ("{title} lasts all day ({date}).", "Give it times if it has them."),
    "no_hours": ("{title} has a day ({date}) and no time.", "Give it a time."),
    "duplicate_id": ('The id "{id}" stands twice; the second became {used}.', "Give each entry an id of its own."),
    "id_taken": ('The id "{id}" stands twice; only the first was taken.', "Give each entry an id of its own."),
    "twice": ("{title} stands twice.", "Remove one of the two."),
    "unreadable_document": ("The document cannot be read: {reason}.", "Save it again as PDF, DOCX or Markdown."),
    "unreadable_file": ("The file cannot be read: {reason}.", "Mend or remove it."),
    "empty_document": ("The document holds no text.", "Scanned pages need text recognition first."),
    "not_taken": ("{what} was not taken over: {reason}.", "Check whether it is needed."),
}
"""Sentence and mend of each code, in English, which is also their message id."""


class Explanation(Value):
    """A problem in words: where, what, and the mend."""

    where: str
    what: str
    mend: str


def explain(problem: Problem, language: str = "en") -> Explanation:
    """The problem as a person of that language reads it; an unknown code is shown with its bare values."""
    what, mend = SENTENCES.get(problem.code, (problem.code + ": " + ", ".join(problem.params.values()), ""))
    said = TEXTS.text(language, what)
    return Explanation(
        where=problem.where, what=_filled(said, problem), mend=TEXTS.text(language, mend) if mend else ""
    )


def _filled(text: str, problem: Problem) -> str:
    try:
        return text.format(**problem.params)
    except (KeyError, IndexError):
        return f"{text} ({', '.join(problem.params.values())})"

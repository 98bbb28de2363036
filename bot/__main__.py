"""The commands. Each imports what it needs when it is called, so that `--help` is instant."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.quick_edits import change_app

app = typer.Typer(
    name="bot",
    help="Delegate Assistant: answers, reminders and announcements for an international event.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
staff_app = typer.Typer(help="Who may use the staff console and the staff bot.", no_args_is_help=True)
app.add_typer(staff_app, name="staff")
app.add_typer(change_app, name="change")

ConfigFile = Annotated[Path, typer.Option("--config", help="The configuration file.")]
DataFolder = Annotated[Path, typer.Option("--data", help="The data folder.")]
EventPath = Annotated[Path | None, typer.Option("--event", help="An event pack, schedule or folder of documents.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CONFIG = Path("config.toml")
DATA = Path("data")


def _moment(value: str | None) -> datetime | None:
    """An ISO date-time; without a zone it is the event's."""
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f'"{value}" is not a time; write it as 2026-01-06T14:30') from None


@app.command()
def run(
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
    clock: Annotated[str | None, typer.Option(help="Start a rehearsal clock at this ISO time.")] = None,
    speed: Annotated[float | None, typer.Option(min=0.001, help="How many times as fast it runs.")] = None,
    standby: Annotated[bool, typer.Option(help="Wait, and take over when the sending process stops.")] = False,
) -> None:
    """Serve the chat, the staff console and the bots; send reminders and announcements."""
    from bot.commands.run import run as command

    command(config, data, start=_moment(clock), speed=speed, standby=standby)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question.")] = "",
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
    event: EventPath = None,
    lang: Annotated[str, typer.Option(help="The asker's own language.")] = "",
    as_: Annotated[str, typer.Option("--as", help="The delegate who asks.")] = "",
    now: Annotated[str | None, typer.Option(help="The time to answer for (ISO).")] = None,
    batch: Annotated[Path | None, typer.Option(help="Questions as JSON lines; - for standard input.")] = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, or a file of them."""
    from bot.commands.questions import ask as command

    command(config, data, event, question, lang=lang, person=as_, now=_moment(now), batch=batch, as_json=as_json)


@app.command()
def search(
    batch: Annotated[Path, typer.Option(help="Queries as JSON lines {id, query or question, lang}; - for stdin.")],
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
    event: EventPath = None,
    k: Annotated[int, typer.Option("--k", min=1, max=1000, help="How many passages a query.")] = 10,
) -> None:
    """The passages nearest to each query, as JSON lines."""
    from bot.commands.questions import search as command

    command(config, data, event, batch, k)


@app.command("eval")
def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled questions as JSON lines.")],
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
    event: EventPath = None,
    plot: Annotated[Path | None, typer.Option(help="Write a calibration plot (SVG) there.")] = None,
    as_json: AsJson = False,
) -> None:
    """How many labelled questions are answered right, wrong, or handed over."""
    from bot.commands.evaluation import evaluate as command

    command(config, data, event, file, plot=plot, as_json=as_json)


@app.command()
def chat(
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
    lang: Annotated[str, typer.Option(help="Your language.")] = "",
    as_: Annotated[str, typer.Option("--as", help="The delegate who chats.")] = "",
    clock: Annotated[str | None, typer.Option(help="Start a rehearsal clock at this ISO time.")] = None,
) -> None:
    """Talk to the assistant in the terminal."""
    from bot.commands.chat import chat as command

    command(config, data, lang=lang, person=as_, start=_moment(clock))


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="An event pack.")],
    date: Annotated[str, typer.Option(help="The first day of a schedule that names no dates.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with an event pack; exit 1 when something must be mended."""
    from bot.commands.packs import check as command

    command(path, first_day=date, as_json=as_json)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="The new version of the pack or schedule.")],
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
    apply: Annotated[bool, typer.Option("--apply", help="Release it: notify and correct those touched.")] = False,
    date: Annotated[str, typer.Option(help="The first day of a schedule that names no dates.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show what a new version would change and whom it touches; release it with --apply."""
    from bot.commands.packs import import_ as command

    command(config, data, path, apply=apply, first_day=date, as_json=as_json)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="A folder, or a file: .ics .json .xml .csv .xlsx")],
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
    event: EventPath = None,
    people: Annotated[
        bool, typer.Option("--people", help="Name the delegates in a .json too; do not publish it.")
    ] = False,
) -> None:
    """Write the programme in another format."""
    from bot.commands.packs import export as command

    command(config, data, event, out, people=people)


@app.command()
def broadcast(
    text: Annotated[str, typer.Option(help="The message.")],
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
    lang: Annotated[str, typer.Option(help="The language it is written in.")] = "",
    to: Annotated[str, typer.Option(help="everyone, delegation:ID, language:xx, item:ID, person:ID; comma for or.")] = (
        "everyone"
    ),
    lane: Annotated[str, typer.Option(help="urgent or broadcast.")] = "broadcast",
    yes: Annotated[bool, typer.Option("--yes", help="Queue it.")] = False,
) -> None:
    """Show whom an announcement would reach; queue it with --yes."""
    from bot.commands.staff import broadcast as command

    command(config, data, text, language=lang, audience=to, lane=lane, yes=yes)


@app.command()
def invite(
    people: Annotated[list[str] | None, typer.Argument(help="Delegate ids; none means everyone.")] = None,
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
    revoke: Annotated[bool, typer.Option(help="Make their links useless instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print each delegate's personal invitation link."""
    from bot.commands.staff import invite as command

    command(config, data, people or [], revoke=revoke, as_json=as_json)


@staff_app.command("add")
def staff_add(
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Annotated[str, typer.Option(help="owner, sender or helper.")],
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
    telegram: Annotated[str, typer.Option(help="Their Telegram id.")] = "",
) -> None:
    """Add a member of staff and print their sign-in link."""
    from bot.commands.staff import add as command

    command(config, data, name=name, role=role, telegram=telegram)


@staff_app.command("remove")
def staff_remove(
    member: Annotated[str, typer.Argument(help="Their id.")], config: ConfigFile = CONFIG, data: DataFolder = DATA
) -> None:
    """Take a member of staff's access away at once."""
    from bot.commands.staff import remove as command

    command(config, data, member)


@app.command()
def status(config: ConfigFile = CONFIG, data: DataFolder = DATA, as_json: AsJson = False) -> None:
    """What is queued, sent and stuck, and who cannot be reached."""
    from bot.commands.status import status as command

    command(config, data, as_json=as_json)


@app.command()
def doctor(config: ConfigFile = CONFIG, data: DataFolder = DATA) -> None:
    """Look for what is misconfigured; exit 1 when something is."""
    from bot.commands.doctor import doctor as command

    command(config, data)


@app.command()
def rehearse(
    config: ConfigFile = CONFIG,
    event: EventPath = None,
    as_json: AsJson = False,
) -> None:
    """Play the whole event on a fast clock: who would receive what, when, and what is wrong with it."""
    from bot.commands.rehearsal import rehearse as command

    command(config, event, as_json=as_json)


def main() -> None:
    """Run a command; anything we raise on purpose is one line and exit code 2."""
    import sys

    try:
        app()
    except Exception as error:
        print(f"error: {_ours(error)}", file=sys.stderr)
        raise SystemExit(2) from None


def _ours(error: Exception) -> Exception:
    """The error we raised on purpose, also when it ended several tasks at once; any other is raised again."""
    from bot.errors import ApplicationError
    from knowledge.errors import KnowledgeError

    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if not isinstance(error, ApplicationError | KnowledgeError):
        raise error
    return error


if __name__ == "__main__":
    main()

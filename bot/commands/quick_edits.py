"""The options of `change`, which edits single items from the terminal."""

from pathlib import Path
from typing import Annotated

import typer

change_app = typer.Typer(
    help="Quick edits of the live programme: shown first, released with --apply.", no_args_is_help=True
)

ConfigFile = Annotated[Path, typer.Option("--config", help="The configuration file.")]
DataFolder = Annotated[Path, typer.Option("--data", help="The data folder.")]
Apply = Annotated[bool, typer.Option("--apply", help="Release it: notify and correct those touched.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CONFIG = Path("config.toml")
DATA = Path("data")


@change_app.command("delay")
def change_delay(
    item: Annotated[str, typer.Argument(help="Its id.")],
    minutes: Annotated[int, typer.Argument(help="How much later; negative means earlier.")],
    apply: Apply = False,
    as_json: AsJson = False,
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
) -> None:
    """Begin and end later."""
    from bot.commands import changing

    changing.change(config, data, changing.delay(item, minutes), f"delay {item}", apply=apply, as_json=as_json)


@change_app.command("move")
def change_move(
    item: Annotated[str, typer.Argument(help="Its id.")],
    start: Annotated[str, typer.Option(help="2026-01-06T14:30, on the event's clocks.")] = "",
    venue: Annotated[str, typer.Option(help="A venue's id.")] = "",
    room: Annotated[str, typer.Option(help="The room's name.")] = "",
    apply: Apply = False,
    as_json: AsJson = False,
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
) -> None:
    """Take place at another time, in another venue or room."""
    from bot.commands import changing

    edit = changing.move(item, start, venue, room)
    changing.change(config, data, edit, f"move {item}", apply=apply, as_json=as_json)


@change_app.command("swap")
def change_swap(
    item: Annotated[str, typer.Argument(help="Its id.")],
    other: Annotated[str, typer.Argument(help="The id of the other.")],
    apply: Apply = False,
    as_json: AsJson = False,
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
) -> None:
    """Let two items change places."""
    from bot.changes.edits import swap_rooms
    from bot.commands.changing import change

    change(config, data, lambda event: swap_rooms(event, item, other), f"swap {item}", apply=apply, as_json=as_json)


@change_app.command("cancel")
def change_cancel(
    item: Annotated[str, typer.Argument(help="Its id.")],
    apply: Apply = False,
    as_json: AsJson = False,
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
) -> None:
    """Call an item off."""
    from bot.changes.edits import cancel
    from bot.commands.changing import change

    change(config, data, lambda event: cancel(event, item), f"cancel {item}", apply=apply, as_json=as_json)


@change_app.command("add")
def change_add(
    title: Annotated[str, typer.Argument(help="In the event's first language.")],
    start: Annotated[str, typer.Option(help="2026-01-06T14:30, on the event's clocks.")],
    minutes: Annotated[int, typer.Option(help="How long it lasts.")] = 60,
    venue: Annotated[str, typer.Option(help="A venue's id.")] = "",
    room: Annotated[str, typer.Option(help="The room's name.")] = "",
    to: Annotated[str, typer.Option(help="Ids of delegations, parted by commas; everyone when left out.")] = "",
    apply: Apply = False,
    as_json: AsJson = False,
    config: ConfigFile = CONFIG,
    data: DataFolder = DATA,
) -> None:
    """Put one more item on the programme."""
    from bot.commands import changing

    edit = changing.add(title, start, minutes, venue, room, to)
    changing.change(config, data, edit, f"add {title}", apply=apply, as_json=as_json)


@change_app.command("undo")
def change_undo(
    apply: Apply = False, as_json: AsJson = False, config: ConfigFile = CONFIG, data: DataFolder = DATA
) -> None:
    """Return to the programme before the last release; whoever was told is told again."""
    from bot.commands import changing

    changing.undo(config, data, apply=apply, as_json=as_json)

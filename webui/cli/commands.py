"""The kinds of command: they speak the user's language, and are loaded when somebody names them."""
from collections.abc import Mapping

import click

from webui.cli.helping import write_commands, write_help, write_options, write_usage
from webui.cli.language import spoken
from webui.cli.lazily import load
from webui.cli.usage import WrongUsage

PROGRAM = "webui.cli.program"


class Spoken(click.Command):
    """Its help comes from the catalogue, see helping.py."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_usage(self, ctx, formatter, spoken())

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_help(ctx, formatter, spoken())

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self, ctx, formatter, spoken())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Arguments too many are refused here, in a sentence of ours."""
        extra, ctx.allow_extra_args = ctx.allow_extra_args, True
        try:
            left = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        ctx.allow_extra_args = extra
        if left and not extra and not ctx.resilient_parsing:
            raise WrongUsage(ctx, "cli.usage.too_many", given=" ".join(left))
        return left


class Command(Spoken):
    """One thing to do. It gets a Program, made when everything on the line has been understood and not before."""

    def invoke(self, ctx: click.Context):
        ctx.obj = program_of(ctx)
        return super().invoke(ctx)


class Group(Spoken, click.Group):
    """Commands below a word."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        write_commands(self.list_commands(ctx), ctx, formatter, spoken())


class Places(Group):
    """A group that knows where its commands stand, and fetches each when it is named."""

    def __init__(self, *arguments, places: Mapping[str, str], **options):
        super().__init__(*arguments, **options)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.places)

    def resolve_command(self, ctx: click.Context, args: list[str]):
        """What is not there is guessed from the names, without fetching any."""
        if args[0] not in self.places and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=self.places, ctx=ctx)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        return next(command for command in load(self.places[cmd_name]).COMMANDS if command.name == cmd_name)


def program_of(ctx: click.Context):
    """The Program of this run (see program.py), which tells where everything is."""
    root = ctx.find_root()
    if root.obj is None:
        root.obj = load(PROGRAM).Program.of_environment()
    return root.obj

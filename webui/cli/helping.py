"""Help in the user's language: what a command and its options are for stands in the catalogue, by their names.

cli.help.COMMAND.SUBCOMMAND tells what a command does; cli.option.NAME what an option means, wherever it is used.
"""
from collections.abc import Iterable

import click

from engine.language import catalogue, text


def key_of(ctx: click.Context, name: str = "") -> str:
    """Where the catalogue tells about a command, or about one below it: `aanzet case open` is cli.help.case.open."""
    path = [*ctx.command_path.split()[1:], *([name] if name else [])]
    return ".".join(["cli.help", *path])


def write_usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, language: str) -> None:
    formatter.write_usage(ctx.command_path, " ".join(pieces(command, ctx, language)), f"{text('cli.help_usage', language)} ")


def usage(ctx: click.Context, language: str) -> str:
    """The same in one line, for beside a refusal."""
    return " ".join([ctx.command_path, *pieces(ctx.command, ctx, language)])


def pieces(command: click.Command, ctx: click.Context, language: str) -> list[str]:
    found = [text("cli.help_any_options", language)]
    found += [placeholder(each, ctx, language) for each in command.get_params(ctx) if isinstance(each, click.Argument)]
    return [*found, text("cli.help_any_command", language)] if isinstance(command, click.Group) else found


def placeholder(param: click.Parameter, ctx: click.Context, language: str) -> str:
    """The word that stands for a value: KEY, in Dutch SLEUTEL. What is written literally, such as GM0546, stays."""
    written = param.make_metavar(ctx).replace(" RANGE", "")     # click tells a number with limits apart; people need not
    bare = written.strip("[].")
    key = f"cli.placeholder.{bare}"
    return written.replace(bare, text(key, language)) if key in catalogue(language) else written


def write_help(ctx: click.Context, formatter: click.HelpFormatter, language: str) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text(key_of(ctx) if ctx.parent else "cli.help_aanzet", language))


def write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, language: str) -> None:
    with formatter.section(text("cli.help_options", language)):
        formatter.write_dl([(names(each, ctx, language), meaning(each, ctx, language))
                            for each in command.get_params(ctx) if isinstance(each, click.Option)])


def write_commands(commands: Iterable[str], ctx: click.Context, formatter: click.HelpFormatter, language: str) -> None:
    """One line each: the first sentence of its help."""
    told = {name: text(key_of(ctx, name), language).partition(". ")[0].rstrip(".") for name in commands}
    with formatter.section(text("cli.help_commands", language)):
        formatter.write_dl(list(told.items()))


def names(option: click.Option, ctx: click.Context, language: str) -> str:
    every = ", ".join(sorted(option.opts, key=len))
    return every if option.is_flag else f"{every} {placeholder(option, ctx, language)}"


def meaning(option: click.Option, ctx: click.Context, language: str) -> str:
    """What an option is for, and between brackets how it stands when nobody names it."""
    extra = []
    if option.envvar:
        extra.append(text("cli.help_environment", language, name=option.envvar))
    if option.show_default:
        extra.append(text("cli.help_default", language, value=option.get_default(ctx)))
    if option.required:
        extra.append(text("cli.help_required", language))
    told = text(option_key(option, ctx, language), language)
    return f"{told}  [{'; '.join(extra)}]" if extra else told


def option_key(option: click.Option, ctx: click.Context, language: str) -> str:
    """An option means the same everywhere, unless the command tells otherwise."""
    name = max(option.opts, key=len).lstrip("-").replace("-", "_")
    own = f"cli.option.{'.'.join(ctx.command_path.split()[1:])}.{name}"
    return own if own in catalogue(language) else f"cli.option.{name}"

"""What was typed wrongly, in a sentence of ours: click knows English only."""
from collections.abc import Callable

import click

from engine.language import text
from webui.cli.helping import placeholder, usage


MANY = 1_000_000        # of ids there is no last one worth telling


class WrongUsage(click.UsageError):
    """A line that asks for what cannot be. `key` names the sentence, `params` fill it in."""

    def __init__(self, ctx: click.Context | None, key: str, **params: object):
        super().__init__(key, ctx)
        self.key, self.params = key, params


def complain_of_usage(error: click.UsageError, language: str) -> None:
    """What is wrong, how the line should look, and where more is told."""
    ctx = error.ctx
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and ctx is not None:
        click.echo(ctx.get_help(), err=True)
        return
    click.echo(sentence(error, language), err=True)
    if ctx is not None:
        click.echo(text("cli.usage.so", language, line=usage(ctx, language), help=f"{ctx.command_path} --help"), err=True)


def sentence(error: click.UsageError, language: str) -> str:
    tell = next((tell for kind, tell in TOLD.items() if isinstance(error, kind)), unknown)
    return tell(error, language)


def ours(error: WrongUsage, language: str) -> str:
    return text(error.key, language, **error.params)


def no_command(error: click.exceptions.NoSuchCommand, language: str) -> str:
    return _with_guess(text("cli.usage.no_command", language, name=error.command_name), error.possibilities, language)


def no_option(error: click.NoSuchOption, language: str) -> str:
    return _with_guess(text("cli.usage.no_option", language, name=error.option_name), error.possibilities, language)


def missing(error: click.MissingParameter, language: str) -> str:
    return text("cli.usage.missing", language, name=_name(error, language))


def half_an_option(error: click.BadOptionUsage, language: str) -> str:
    """A value where none belongs, or none where one does."""
    flags = [each for each in error.ctx.command.params if isinstance(each, click.Option) and each.is_flag] if error.ctx else []
    takes_none = error.option_name in ("--help", "-h") or any(error.option_name in each.opts for each in flags)
    return text("cli.usage.takes_no_value" if takes_none else "cli.usage.needs_value", language, name=error.option_name)


def bad_value(error: click.BadParameter, language: str) -> str:
    kind, name = error.param.type if error.param else None, _name(error, language)
    if isinstance(kind, click.Choice):
        return text("cli.usage.not_a_choice", language, name=name, choices=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.Path):
        return text("cli.usage.not_a_file", language, name=name)
    if isinstance(kind, click.IntRange) and kind.max < MANY:
        return text("cli.usage.not_in_range", language, name=name, least=kind.min, most=kind.max)
    if isinstance(kind, click.IntRange | type(click.INT)):
        return text("cli.usage.not_a_number", language, name=name)
    return text("cli.usage.not_good", language, name=name)


def unknown(error: click.UsageError, language: str) -> str:
    return text("cli.usage.wrong", language)


TOLD: dict[type, Callable[..., str]] = {
    WrongUsage: ours, click.exceptions.NoSuchCommand: no_command, click.NoSuchOption: no_option,
    click.MissingParameter: missing, click.BadOptionUsage: half_an_option, click.BadParameter: bad_value}


def _name(error: click.BadParameter, language: str) -> str:
    """An option as it is typed, an argument by the word that stands for it."""
    if isinstance(error.param, click.Argument) and error.ctx is not None:
        return placeholder(error.param, error.ctx, language).rstrip(".")
    return max(error.param.opts, key=len) if error.param else ""


def _with_guess(told: str, guesses: list[str] | None, language: str) -> str:
    return f"{told} {text('cli.usage.meant', language, names=', '.join(guesses))}" if guesses else told

"""`aanzet token`: keys for programs that speak to the API."""
import click

from engine.tokens import create_token, revoke_token
from webui.cli.commands import Group
from webui.cli.options import ID, as_who
from webui.cli.program import Program
from webui.cli.speech import say


@click.group(cls=Group)
def token() -> None:
    """Bearer tokens for the API: make one, take one back."""


@token.command("create")
@click.argument("login", metavar="WHO")
@click.option("--name", default="aanzet token create", show_default=True)
@as_who
@click.pass_obj
def create_command(program: Program, login: str, name: str, who: str | None) -> None:
    """Print a new token for somebody. It is shown once: only its hash is kept."""
    with program.writing(who) as work:
        made = create_token(work, login, name)
    click.echo(made.secret)
    click.echo(program.word("cli.token.created", id=made.id), err=True)


@token.command("revoke")
@click.argument("token_id", metavar="ID", type=ID)
@as_who
@click.pass_obj
def revoke_command(program: Program, token_id: int, who: str | None) -> None:
    """From now on it opens nothing."""
    with program.writing(who) as work:
        revoke_token(work, token_id)
    say("cli.token.revoked", program.language, id=token_id)


COMMANDS = (token,)

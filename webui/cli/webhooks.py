"""`aanzet webhook`: other systems that hear of events."""
import click

from engine.webhooks import add_webhook, remove_webhook, webhooks
from webui.cli.commands import Group
from webui.cli.options import ID, as_json, as_who
from webui.cli.program import Program
from webui.cli.speech import say, show_list

COLUMNS = ("id", "address", "events", "status")


@click.group(cls=Group)
def webhook() -> None:
    """Other systems that hear of events: add one, list them, remove one."""


@webhook.command("add")
@click.argument("address", metavar="URL")
@click.option("--municipality", metavar="CODE", required=True)
@click.option("--event", "kinds", metavar="KIND", multiple=True)
@as_who
@click.pass_obj
def add_command(program: Program, address: str, municipality: str, kinds: tuple[str, ...], who: str | None) -> None:
    """Print the secret that signs the calls. It is shown once."""
    with program.writing(who) as work:
        added = add_webhook(work, municipality, address, kinds)
    click.echo(added.secret)
    click.echo(program.word("cli.webhook.added", id=added.id), err=True)


@webhook.command("list")
@click.option("--municipality", metavar="CODE", required=True)
@as_json
@as_who
@click.pass_obj
def list_command(program: Program, municipality: str, as_json: bool, who: str | None) -> None:
    """Each with its events and whether it still hears them."""
    with program.reading(who) as work:
        rows = [{"id": row.id, "address": row.address, "events": row.kinds, "status": row.stopped_why or "hears"} for row in webhooks(work, municipality)]
    if not as_json:
        rows = [{**row, "status": program.word(f"cli.webhook.status.{row['status']}")} for row in rows]
    show_list(rows, COLUMNS, as_json, program.language)


@webhook.command("remove")
@click.argument("webhook_id", metavar="ID", type=ID)
@as_who
@click.pass_obj
def remove_command(program: Program, webhook_id: int, who: str | None) -> None:
    """From now on it hears nothing."""
    with program.writing(who) as work:
        remove_webhook(work, webhook_id)
    say("cli.webhook.gone_now", program.language, id=webhook_id)


COMMANDS = (webhook,)

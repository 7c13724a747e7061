"""`aanzet process export` and `aanzet process import`: a definition as one zip file, for another installation or Camunda Modeler."""
from pathlib import Path

import click

from engine.definitions import find_definition, publish
from engine.packing import pack, unpack
from engine.queries import listings
from webui.cli.folders import Folder
from webui.cli.options import as_who
from webui.cli.processes import process, refuse_broken
from webui.cli.program import Program
from webui.cli.speech import say


@process.command("export")
@click.argument("key")
@click.option("--version", type=int, help="an older version; absent: the newest")
@click.option("--to", "target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="absent: KEY-VERSION.zip, here")
@click.pass_obj
def export_command(program: Program, key: str, version: int | None, target: Path | None) -> None:
    """Write the files of one version into a zip, byte for byte as they were published."""
    with program.reading() as work:
        definition = find_definition(work, key, version)
        packed, number = pack(key, listings.files(work, definition.bundle_id)), definition.version
    path = target or Path(f"{key}-{number}.zip")
    path.write_bytes(packed)
    say("cli.export.done", program.language, key=key, version=number, file=path.name)


@process.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@as_who
@click.pass_obj
def import_command(program: Program, path: Path, who: str | None) -> None:
    """Check the files in a zip, then store them as a new version that never changes."""
    files = unpack(path.read_bytes())
    refuse_broken([Folder(path.with_suffix(""), files, strict=False)], program.settings.processes)
    with program.writing(who) as work:
        published = publish(work, files)
    for each in published:
        say("cli.publish.new" if each.new else "cli.publish.known", program.language, key=each.key, version=each.version)


COMMANDS = (process,)       # the same group, with these two in it

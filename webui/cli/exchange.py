"""`aanzet process export | import | diff`: a definition as one zip file, and two of its versions beside each other in words."""
from pathlib import Path

import click

from engine.comparing import compare
from engine.definitions import publish
from engine.packing import pack, unpack
from engine.queries import listings
from webui.cli.folders import Folder
from webui.cli.options import ID, as_json, as_who
from webui.cli.processes import find_version, process, refuse_broken
from webui.cli.program import Program
from webui.cli.speech import say, show_list


@process.command("export")
@click.argument("key")
@click.option("--version", type=ID)
@click.option("--to", "target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export_command(program: Program, key: str, version: int | None, target: Path | None) -> None:
    """Write the files of one version into a zip, byte for byte as they were published."""
    with program.reading() as work:
        definition = find_version(work, key, version)
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


@process.command("diff")
@click.argument("key")
@click.argument("old", metavar="A", type=ID)
@click.argument("new", metavar="B", type=ID)
@as_json
@click.pass_obj
def diff_command(program: Program, key: str, old: int, new: int, as_json: bool) -> None:
    """What changed between version A and version B, a sentence a change."""
    with program.reading() as work:
        before, after = (listings.files(work, find_version(work, key, version).bundle_id) for version in (old, new))
    changes = [{"file": each.file, "element": each.element, "says": each.sentence(program.language)} for each in compare(before, after)]
    if as_json:
        show_list(changes, (), True, program.language)
    elif not changes:
        say("cli.diff.same", program.language)
    else:
        for change in changes:
            click.echo(f"{change['file']}:{change['element']}: {change['says']}")


COMMANDS = (process,)       # the same group, with these in it

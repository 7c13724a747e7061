"""What changed in the English of a definition."""
from collections.abc import Iterator

from engine import english
from engine.comparing.change import Change, File


def changes(file: File, old: bytes, new: bytes) -> Iterator[Change]:
    before, after = (english.read(file.path, content)[0] for content in (old, new))
    changed = sum(before.get(name) != said for name, said in after.items()) + sum(name not in after for name in before)
    if changed:
        yield Change(file.path, "", "compare.english.one" if changed == 1 else "compare.english.more", {"n": changed})

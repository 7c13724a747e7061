"""YAML by the C library where there is one, ten times faster, with the limit on nesting that the C library lacks."""
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 40            # the C library follows nesting with its own stack, and takes the whole program down at the end of it


class TooDeep(yaml.MarkedYAMLError):
    """Nested deeper than anything people write."""


class Reference(yaml.MarkedYAMLError):
    """An alias: a few of them make a document that fills any memory."""


def load(content: str | bytes) -> Any:
    """The document. Raises yaml.YAMLError, and TooDeep or Reference, which are ones."""
    return yaml.load(plain(content), Loader=LOADER)


def plain(content: str | bytes) -> str | bytes:
    """The same content, known to be shallow and without aliases."""
    depth = 0
    for event in yaml.parse(content, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            raise Reference(problem_mark=event.start_mark)
        if depth >= DEEPEST:
            raise TooDeep(problem_mark=event.start_mark)
    return content

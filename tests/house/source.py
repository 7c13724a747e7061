"""Reads our own Python files the way the house rules look at them."""
import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ROOMS = ("engine", "webui", "workers")
OUTSIDE = {"node_modules", "__pycache__"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Source:
    """One Python file of the project; `name` is how it is imported."""

    path: Path

    @property
    def place(self) -> str:
        return self.path.relative_to(PROJECT).as_posix()

    @property
    def name(self) -> str:
        parts = self.path.relative_to(PROJECT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def package(self) -> str:
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.place)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """The whole tree in the order of `ast.walk`, which every rule looks through."""
        found: list[ast.AST] = [self.tree]
        for node in found:                      # it grows meanwhile; `ast.walk` takes three times as long
            for value in [getattr(node, name, None) for name in node._fields]:
                if isinstance(value, ast.AST):
                    found.append(value)
                elif type(value) is list:
                    found += [one for one in value if isinstance(one, ast.AST)]
        return tuple(found)

    @property
    def migration(self) -> bool:
        return "versions" in self.path.parts

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in self.nodes if isinstance(node, FUNCTIONS))

    def imports(self) -> Iterator[tuple[ast.stmt, str, str | None]]:
        """(statement, module, name imported from it or None), relative imports made absolute."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((node, alias.name, None) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = self._absolute(node)
                yield from ((node, module, alias.name) for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        base = self.package.split(".")[: len(self.package.split(".")) - node.level + 1]
        return ".".join([*base, node.module] if node.module else base)

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call with its dotted name as written: datetime.now, session.commit."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield node, written(node.func)


def written(expression: ast.expr) -> str:
    """As `ast.unparse` does, at once for names with dots."""
    if isinstance(expression, ast.Name):
        return expression.id
    if isinstance(expression, ast.Attribute) and isinstance(expression.value, (ast.Name, ast.Attribute)):
        return f"{written(expression.value)}.{expression.attr}"
    return ast.unparse(expression)


def sources(*folders: str) -> list[Source]:
    """Every Python file below these folders of the project, the product's rooms when none is named."""
    return [source for folder in folders or ROOMS for source in _below(folder)]


@cache
def _below(folder: str) -> list[Source]:
    return [Source(path) for path in sorted((PROJECT / folder).rglob("*.py")) if not OUTSIDE & set(path.parts)]


@cache
def modules() -> dict[str, Source]:
    return {source.name: source for source in sources()}


def imported_modules(source: Source) -> set[str]:
    """The modules of our own that this file imports by name."""
    known = modules()
    found = set()
    for _, module, name in source.imports():
        if name and f"{module}.{name}" in known:
            found.add(f"{module}.{name}")
        elif module in known:
            found.add(module)
    return found - {source.name}

"""The rules of the house that are kept by a test and not by goodwill."""
import ast
import re
import subprocess
import sys
from collections.abc import Iterator

from engine.language import LANGUAGES
from tests.house.catalogues import catalogues, keys_in_templates, keys_like, placeholders, words_in
from tests.house.source import FUNCTIONS, PROJECT, Source, imported_modules, modules, sources
from webui.cli.main import aanzet

FILE_LINES, FUNCTION_LINES = 400, 40
TOP = {"engine", "processes", "webui", "workers", "tests", "pyproject.toml", "docker-compose.yml", "README.md", "LICENSE",
       "Makefile", "CHANGELOG.md", ".ci", ".gitignore", "requirements.lock", ".dockerignore", ".python-version"}
PURE = {"engine.language", "engine.errors", "engine.findings", "engine.calendar", "engine.iso", "engine.dates"}

# Room: (what it may import of ours, which packages). The longest name that fits a module decides.
MAY = {
    "engine.feel": (PURE | {"engine.feel"}, {"regex", "dateutil"}),
    "engine.dmn": (PURE | {"engine.dmn", "engine.feel", "engine.xml"}, {"lxml"}),
    "engine.forms": (PURE | {"engine.forms", "engine.feel"}, {"regex", "yaml"}),
    "engine.bpmn": (PURE | {"engine.bpmn", "engine.feel", "engine.dmn", "engine.forms", "engine.xml", "engine.schedule"},
                    {"SpiffWorkflow", "lxml", "croniter", "dateutil"}),
    "engine.files": (PURE | {"engine.files"}, {"PIL"}),
    "engine": ({"engine"}, {"sqlalchemy", "alembic", "psycopg", "cryptography", "yaml", "dateutil", "lxml", "croniter"}),
    "workers": ({"engine", "workers"}, {"rq", "redis", "urllib3"}),
    "webui": ({"engine", "webui"}, {"flask", "flask_sqlalchemy", "marshmallow", "werkzeug", "jinja2", "markupsafe",
                                           "prometheus_client"}),
    "webui.cli": ({"engine", "webui", "workers"}, {"click", "flask", "sqlalchemy", "waitress", "yaml", "rq", "redis"}),
}
PURE_ROOMS = ("engine.feel", "engine.dmn", "engine.bpmn", "engine.forms")
NOT_PURE = {"os", "socket", "subprocess", "threading", "multiprocessing", "sqlite3", "urllib", "http", "asyncio", "time"}
STOPWATCH = ("time", "monotonic")     # tells how long, never when: a net under the budgets of FEEL
NEVER = {"pickle", "marshal", "shelve"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now", "time.time",
          "datetime.date.today", "time.localtime", "func.now"}
STANDARD_NAMES = {"InputData", "DecisionService", "ServiceTask"}     # BPMN's and DMN's own terms
EMPTY_NAMES = re.compile(r"(Manager|Service|Helper|Helpers|Util|Utils|Processor|Data|Info)$")
EMPTY_FILES = re.compile(r"(^|_)(manager|service|helpers?|utils?|processor|data|info|misc|common)$")


def room(name: str) -> str:
    return max((known for known in MAY if name == known or name.startswith(f"{known}.")), key=len)


def within(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


def forbidden_imports(source: Source) -> Iterator[str]:
    ours, packages = MAY[room(source.name)]
    banned = NEVER | (NOT_PURE if source.name.startswith(PURE_ROOMS) else set())
    for node, module, name in source.imports():
        top = module.partition(".")[0]
        if top in ("engine", "webui", "workers", "tests"):
            full = f"{module}.{name}" if name and f"{module}.{name}" in modules() else module
            allowed = within(full, ours) or (source.path.name == "__init__.py" and within(full, {source.name}))
            allowed = allowed and not (full.startswith("webui.cli") and not source.name.startswith("webui.cli"))
        elif top in sys.stdlib_module_names:
            allowed = top not in banned or (module, name) == STOPWATCH
        else:
            allowed = top in packages
        if not allowed:
            yield f"{source.place}:{node.lineno}: {module}"


def test_a_room_imports_only_what_the_table_permits():
    assert [line for source in sources() for line in forbidden_imports(source)] == []


def test_only_the_command_line_reads_the_environment():
    readers = [f"{source.place}:{node.lineno}" for source in sources() for node in source.nodes
               if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")]
    assert [line for line in readers if not line.startswith("webui/cli/")] == []


def test_no_module_imports_itself_by_a_detour():
    graph = {name: imported_modules(source) for name, source in modules().items()}
    done, path = set(), []

    def visit(name: str) -> None:
        assert name not in path, "imports in a circle: " + " -> ".join([*path[path.index(name):], name])
        if name in done:
            return
        path.append(name)
        for other in sorted(graph[name]):
            visit(other)
        done.add(path.pop())

    for name in sorted(graph):
        visit(name)


def test_no_import_hides_in_a_function():
    hidden = [f"{source.place}:{node.lineno}" for source in sources("engine", "webui", "workers", "tests")
              for functions in [[(function.lineno, function.end_lineno) for function in source.functions()]] for node in source.nodes
              if isinstance(node, (ast.Import, ast.ImportFrom)) and any(first <= node.lineno <= last for first, last in functions)]
    assert hidden == []


def test_modules_are_loaded_by_name_in_one_place():
    """A command loads what it needs when it is asked for; every name it may ask by stands for a module."""
    loaders = {source.place for source in sources() for _, module, _ in source.imports() if module.split(".")[0] == "importlib"
               and not module.startswith("importlib.metadata")}
    names = {node.value for source in sources("webui/cli") for node in source.nodes
             if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"(engine|workers|webui)(\.\w+)+", node.value)}
    assert loaders == {"webui/cli/lazily.py"}
    assert [name for name in sorted(names | set(aanzet.places.values())) if name not in modules()] == []


def test_there_is_one_commit():
    commits = [f"{source.place}:{node.lineno}" for source in sources() for node, name in source.calls()
               if name.endswith(".commit")]
    assert [line.partition(":")[0] for line in commits] == ["engine/work.py"], commits


def test_the_clock_is_read_only_at_the_doors():
    reads = [f"{source.place}:{node.lineno}" for source in sources("engine") for node, name in source.calls()
             if name in CLOCKS]
    assert reads == []


def test_nothing_is_ever_evaluated_as_python():
    evaluated = [f"{source.place}:{node.lineno}" for source in sources() for node, name in source.calls()
                 if name in ("eval", "exec", "compile", "builtins.eval", "builtins.exec")
                 and not _own_compile(source, name)]
    assert evaluated == []


def _own_compile(source: Source, name: str) -> bool:
    """engine/feel has a `compile` of its own, for FEEL."""
    return name == "compile" and any(isinstance(node, FUNCTIONS) and node.name == "compile" for node in source.tree.body)


def test_no_file_is_longer_than_two_screens_of_thought():
    long = [f"{source.place}: {len(source.text.splitlines())}" for source in sources("engine", "webui", "workers", "tests")
            if len(source.text.splitlines()) > FILE_LINES and not source.migration]
    assert long == []


def test_no_function_is_longer_than_one_screen():
    long = [f"{source.place}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1}"
            for source in sources("engine", "webui", "workers", "tests") if not source.migration
            for node in source.functions() if node.end_lineno - node.lineno + 1 > FUNCTION_LINES]
    assert long == []


def test_every_module_says_its_job_in_a_sentence():
    silent = [source.place for source in sources() if source.text.strip() and not ast.get_docstring(source.tree)]
    assert silent == []


def test_no_name_says_nothing():
    empty = [f"{source.place}: {node.name}" for source in sources() for node in source.nodes
             if isinstance(node, ast.ClassDef) and EMPTY_NAMES.search(node.name) and node.name not in STANDARD_NAMES]
    empty += [source.place for source in sources() if EMPTY_FILES.search(source.path.stem)]
    assert empty == []


def test_the_top_level_holds_nothing_else():
    tracked = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert {line.split("/")[0] for line in tracked.stdout.splitlines()} - TOP == set()


def test_every_sentence_is_in_dutch_and_in_english():
    dutch, english = (catalogues()[language] for language in LANGUAGES)
    assert set(dutch) ^ set(english) == set()


def test_every_sentence_is_text():
    """YAML takes a bare `yes` or `no` for something else."""
    assert [key for texts in catalogues().values() for key, text in texts.items() if not isinstance(text, str)] == []


def test_both_languages_fill_in_the_same_names():
    dutch, english = (catalogues()[language] for language in LANGUAGES)
    assert [key for key in set(dutch) & set(english) if placeholders(dutch[key]) != placeholders(english[key])] == []


def test_every_sentence_that_is_asked_for_exists():
    dutch = catalogues()["nl"]
    missing = [f"{source.place}:{line} {key}" for source in sources() for line, key in keys_like(source, dutch)
               if key not in dutch]
    missing += [f"{place} {key}" for place, key in keys_in_templates() if key not in dutch]
    assert missing == []


def test_no_template_speaks_by_itself():
    assert [line for path in sorted((PROJECT / "webui" / "templates").rglob("*.html")) for line in words_in(path)] == []

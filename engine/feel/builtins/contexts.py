"""Built-ins on contexts (DMN 10.3.4.10), and JSON text to and from them as Camunda has it."""
import json

from engine.feel.builtins.registry import builtin
from engine.feel.json_values import from_json, to_json
from engine.feel.problems import BudgetExceeded, FeelError, Unfit

_LONGEST_JSON = 200_000


@builtin("get value", "m:context, key:text", "context:context, keys:list")
def get_value(_run, context, key):
    """A list of keys is a path, as Camunda has it; an empty one leads nowhere."""
    if key == []:
        return None
    for part in key if type(key) is list else [key]:
        if type(context) is not dict or type(part) is not str:
            return None
        context = context.get(part)
    return context


@builtin("get entries", "m:context")
def get_entries(run, context):
    run.reserve(64 * len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries:list")
def context(_run, entries):
    made: dict = {}
    for entry in entries:
        fits = type(entry) is dict and "key" in entry and "value" in entry and type(entry["key"]) is str
        if not fits or entry["key"] in made:
            raise Unfit("feel.null.entries")
        made[entry["key"]] = entry["value"]
    return made


def _put(context: dict, keys: list, value) -> dict:
    if not keys or any(type(key) is not str for key in keys):
        raise Unfit("feel.null.keys")
    made = dict(context)
    inner = made
    for key in keys[:-1]:
        found = inner.get(key)
        if found is not None and type(found) is not dict:
            raise Unfit("feel.null.keys")
        inner[key] = dict(found or {})
        inner = inner[key]
    inner[keys[-1]] = value
    return made


@builtin("context put", "context:context, key:text, value:any!", "context:context, keys:list, value:any!")
def context_put(_run, context, key, value):
    return _put(context, [key] if type(key) is str else key, value)


@builtin("context merge", "contexts:list", spread=True)
def context_merge(run, contexts):
    made: dict = {}
    for one in contexts:
        if type(one) is not dict:
            raise Unfit("feel.null.entries")
        run.step(len(one) // 8)
        made.update(one)
    return made


@builtin("from json", "value:text")
def read_json(run, text):
    if len(text) > _LONGEST_JSON or text.count("[") + text.count("{") > _LONGEST_JSON // 4:
        raise Unfit("feel.null.json")
    run.step(1 + len(text) // 16)
    try:
        return from_json(json.loads(text, parse_constant=_no_number), run)
    except (ValueError, RecursionError):
        raise Unfit("feel.null.json") from None


def _no_number(_name: str):
    raise ValueError


@builtin("to json", "value:any!")
def write_json(run, value):
    try:
        written = json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))
    except BudgetExceeded:
        raise
    except FeelError:
        raise Unfit("feel.null.json") from None
    run.step(len(written) // 16)
    return written

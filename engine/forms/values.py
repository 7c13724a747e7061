"""The value of an expression in a form: one that fails gives null, since no form may stop on its own condition."""
from collections.abc import Mapping
from typing import Any

from engine import feel


def evaluated(expression: Any, scope: Mapping[str, Any], world: feel.World) -> Any:
    """JSON. Null too where the budget ran out or the value is no JSON: the question then simply stays in view."""
    try:
        return feel.to_json(expression(scope, world))
    except feel.FeelError:
        return None

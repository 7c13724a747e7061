"""FEEL, the expression language of DMN 1.5: usable alone, with no database, no clock and no Python inside."""
from engine.feel import types
from engine.feel.budget import Budget
from engine.feel.doubts import doubts
from engine.feel.expression import Expression, Outcome, UnaryTest, compile, evaluate, parse, unary_test
from engine.feel.functions import invoke, invoke_named
from engine.feel.json_values import from_json, to_json
from engine.feel.problems import BudgetExceeded, FeelError, FeelSyntaxError, Problem
from engine.feel.run import Run, Scope, World, open_scope
from engine.feel.values import Function, Range

__all__ = [
    "Budget", "BudgetExceeded", "Expression", "FeelError", "FeelSyntaxError", "Function", "Outcome", "Problem", "Range",
    "Run", "Scope", "UnaryTest", "World", "compile", "doubts", "evaluate", "from_json", "invoke", "invoke_named", "open_scope",
    "parse", "to_json", "types", "unary_test",
]

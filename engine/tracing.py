"""Spans: what was done and how long it took, for whoever watches an installation. Nothing is measured until somebody asks for it."""
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

P, R = ParamSpec("P"), TypeVar("R")


class Tracer(Protocol):
    """Whoever keeps spans. `about` says of what kind the work was, and never of whom."""

    def span(self, name: str, about: Mapping[str, str]) -> AbstractContextManager[Any]: ...


class Listening:
    """Who hears of spans in this process; nobody at first."""

    tracer: Tracer | None = None


def trace_with(tracer: Tracer | None) -> None:
    Listening.tracer = tracer


def traced(name: str, about: Callable[..., Mapping[str, str]] = lambda *_, **__: {}) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A function that is a span each time it runs; `about` gets what it is called with. Costs one comparison while nobody listens."""
    def mark(act: Callable[P, R]) -> Callable[P, R]:
        @wraps(act)
        def run(*given: P.args, **named: P.kwargs) -> R:
            if Listening.tracer is None:
                return act(*given, **named)
            with Listening.tracer.span(name, about(*given, **named)):
                return act(*given, **named)
        return run
    return mark

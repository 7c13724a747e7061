"""OpenTelemetry: spans of requests, steps, deadlines and letters, sent to a collector as OTLP over HTTP in JSON. Loaded only where one is named."""
import atexit
import json
import logging
import re
import urllib.request
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib.metadata import version
from secrets import token_hex
from threading import Event, Thread
from time import time_ns
from typing import Any

from flask import Flask, g, request

from engine.tracing import trace_with
from webui.cli.collector import NAME, Collector, Sampling

log = logging.getLogger(__name__)
SPAN = "aanzet_span"                        # of the request, in what Flask keeps for it
INTERNAL, SERVER = 1, 2                     # kinds, as OTLP numbers them
WRONG, FAULT = 2, 500                       # its status of an error, and HTTP's
KEPT, BATCH = 4096, 512                     # spans that wait for a collector that is away, the newest; and how many go at once
EVERY, PATIENCE = 2.0, 5.0                  # seconds between two letters to it, and for the last one
BEYOND = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]([0-9a-f])")       # W3C Trace Context
INSIDE: ContextVar["Span | None"] = ContextVar("aanzet_span", default=None)


@dataclass
class Span:
    name: str
    trace: str
    parent: str = ""
    kind: int = INTERNAL
    about: dict[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: token_hex(8))
    began: int = field(default_factory=time_ns)
    ended: int = 0
    error: str | None = None
    taken: bool = True                      # whether the collector hears of its trace

    def told(self) -> dict[str, Any]:
        """As OTLP writes it."""
        found = {"traceId": self.trace, "spanId": self.id, "name": self.name, "kind": self.kind, "startTimeUnixNano": str(self.began),
                 "endTimeUnixNano": str(self.ended), "attributes": attributes(self.about)}
        found |= {"parentSpanId": self.parent} if self.parent else {}
        return found | ({"status": {"code": WRONG, "message": self.error}} if self.error is not None else {})


class Spans:
    """Keeps spans until a thread of its own has sent them. Of an error its name is told and never its text, which may name somebody."""

    def __init__(self, collector: Collector, every: float = EVERY):
        self.collector, self.every = collector, every
        self.done: deque[Span] = deque(maxlen=KEPT)
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="aanzet-traces", daemon=True)
        self._thread.start()

    @contextmanager
    def span(self, name: str, about: Mapping[str, str]) -> Iterator[None]:
        around = INSIDE.get()
        trace = around.trace if around else token_hex(16)
        span = Span(name, trace, around.id if around else "", about={f"{NAME}.{key}": value for key, value in about.items()},
                    taken=around.taken if around else self._sampling.takes(trace))
        token = INSIDE.set(span)
        try:
            yield
        except Exception as error:
            span.error = type(error).__name__
            raise
        finally:
            INSIDE.reset(token)
            self._over(span)

    def watch(self, app: Flask) -> None:
        """A span for each request: the address as the program knows it, without what somebody filled in."""
        app.before_request_funcs.setdefault(None, []).insert(0, self._begin)
        app.after_request(self._answered)
        app.teardown_request(self._end)

    def close(self) -> None:
        """What is not told yet goes now, if somebody hears it."""
        self._stopping.set()
        self._thread.join(PATIENCE)
        self._send()

    @property
    def _sampling(self) -> Sampling:
        return self.collector.sampling

    def _begin(self) -> None:
        rule = request.url_rule.rule if request.url_rule else "none"
        beyond = BEYOND.fullmatch(request.headers.get("traceparent", ""))
        trace, decided = (beyond[1], int(beyond[3], 16) % 2 == 1) if beyond else (token_hex(16), None)
        span = Span(f"{request.method} {rule}", trace, beyond[2] if beyond else "", SERVER,
                    {"http.request.method": request.method, "http.route": rule}, taken=self._sampling.takes(trace, decided))
        g.setdefault(SPAN, (span, INSIDE.set(span)))

    def _answered(self, response: Any) -> Any:
        if SPAN in g:
            span, _ = g.get(SPAN)
            span.about["http.response.status_code"] = response.status_code
            span.error = "" if response.status_code >= FAULT else None
        return response

    def _end(self, error: BaseException | None) -> None:
        if SPAN in g:
            span, token = g.pop(SPAN)
            INSIDE.reset(token)
            self._over(span)

    def _over(self, span: Span) -> None:
        span.ended = time_ns()
        if span.taken:
            self.done.append(span)

    def _run(self) -> None:
        while not self._stopping.wait(self.every):
            while self._send() == BATCH:
                pass

    def _send(self) -> int:
        """A collector that is away costs spans, and nothing else."""
        batch = [self.done.popleft() for _ in range(min(len(self.done), BATCH))]
        if not batch:
            return 0
        scope = {"scope": {"name": NAME, "version": version(NAME)}, "spans": [span.told() for span in batch]}
        resource = {"attributes": attributes({"service.version": version(NAME), **self.collector.about})}
        body = json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [scope]}]}).encode()
        try:
            told = urllib.request.Request(self.collector.address, body, {**self.collector.headers, "Content-Type": "application/json"})
            urllib.request.urlopen(told, timeout=self.collector.patience).close()
        except (OSError, ValueError) as error:
            log.warning("traces were not heard: %s", type(error).__name__)
        return len(batch)


def attributes(about: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}} for key, value in about.items()]


def begin(collector: Collector) -> Spans:
    """From now on this process tells what it does."""
    spans = Spans(collector)
    trace_with(spans)
    atexit.register(spans.close)
    return spans

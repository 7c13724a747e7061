"""How long requests take, by what was asked for and never by whom, for /metrics."""
import time

from flask import Flask, current_app, g, request
from prometheus_client import CollectorRegistry, Histogram
from werkzeug.wrappers import Response

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})       # a stranger may make up others, and each would be kept
REGISTRY, REQUESTS = "aanzet_registry", "aanzet_requests"


def measure(app: Flask) -> None:
    """Measure every request of this application; each has a registry of its own."""
    registry = CollectorRegistry()
    app.extensions[REGISTRY] = registry
    app.extensions[REQUESTS] = Histogram("aanzet_http_seconds", "Seconds a request took", ("endpoint", "method", "status"), buckets=SECONDS,
                                         registry=registry)
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)     # before anybody else: a refusal takes time as well
    app.after_request(_end)


def registry() -> CollectorRegistry:
    return current_app.extensions[REGISTRY]


def _begin() -> None:
    g.began = time.monotonic()


def _end(response: Response) -> Response:
    endpoint = request.endpoint or "none"       # the name of a view: an address may hold a number of a case
    method = request.method if request.method in METHODS else "other"
    seconds = current_app.extensions[REQUESTS].labels(endpoint, method, f"{response.status_code // 100}xx")
    seconds.observe(time.monotonic() - g.began)
    return response

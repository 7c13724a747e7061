"""Figures for whoever watches an installation, in the text format of Prometheus."""
import hmac
from collections.abc import Iterator
from ipaddress import ip_address

from flask import Blueprint, abort, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from werkzeug.wrappers import Response

from engine.actors import SYSTEM
from engine.lateness import Lateness
from engine.queries.operations import Operations, operations
from webui.measuring import registry
from webui.visitor import office, public, settings

pages = Blueprint("metrics", __name__)


@pages.get("/metrics")
@public
def show() -> Response:
    """Numbers of all municipalities together: nothing in them is about a case or a person."""
    if not _may():
        abort(404)
    with office().reading(SYSTEM) as work:
        found = operations(work)
    here = CollectorRegistry()
    here.register(_Figures(found, g.now.timestamp()))
    return Response(generate_latest(registry()) + generate_latest(here), content_type=CONTENT_TYPE_LATEST)


def _may() -> bool:
    """Behind a proxy everybody seems to be this machine, so there a token is needed."""
    token = settings().metrics_token
    if token:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())
    return not settings().secure_cookies and _is_this_machine(request.remote_addr or "")


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class _Figures:
    """What the database says, as Prometheus wants to hear it."""

    def __init__(self, found: Operations, now: float):
        self.found, self.now = found, now

    def collect(self) -> Iterator[Metric]:
        found = self.found
        waiting = GaugeMetricFamily("aanzet_queue_ready", "What could be taken up now", labels=("queue",))
        age = GaugeMetricFamily("aanzet_queue_age_seconds", "How long the oldest of it has been ready", labels=("queue",))
        for name, queue in (("deadlines", found.deadlines), ("events", found.untold), ("notices", found.notices), ("calls", found.calls)):
            waiting.add_metric((name,), queue.ready)
            age.add_metric((name,), queue.age)
        cases = GaugeMetricFamily("aanzet_cases", "Cases that are not over", labels=("status",))
        for status, number in found.cases.items():
            cases.add_metric((status,), number)
        yield from (waiting, age, cases)
        yield GaugeMetricFamily("aanzet_deadlines_late_seconds", "How late the latest deadline is that did not fire, in whoever's hands", found.late)
        yield _lateness(found.fired)
        yield GaugeMetricFamily("aanzet_deadlines_planned", "Deadlines that still wait", found.planned)
        yield GaugeMetricFamily("aanzet_deadlines_failing", "Of those, tried before in vain", found.failing)
        yield GaugeMetricFamily("aanzet_jobs", "Jobs for outside workers", found.jobs)
        yield GaugeMetricFamily("aanzet_tasks", "Open tasks", found.tasks)
        yield CounterMetricFamily("aanzet_case_events", "Facts written in all cases", found.events)
        if found.seen_at is not None:
            yield GaugeMetricFamily("aanzet_clock_seen_seconds", "Since somebody watched the clock", max(0.0, self.now - found.seen_at.timestamp()))


def _lateness(fired: Lateness) -> Metric:
    """Counted in the database by whoever fires, so every web tells the same and a restart loses nothing."""
    buckets = [(f"{bound:.1f}", number) for bound, number in fired.within.items()] + [("+Inf", fired.fired)]
    return HistogramMetricFamily("aanzet_deadline_lateness_seconds", "How late deadlines fired", buckets=buckets, sum_value=fired.seconds)

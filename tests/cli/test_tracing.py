"""OpenTelemetry: a collector hears what was done and how long it took, and never of whom."""
import json
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy.orm import sessionmaker

from engine.actors import SYSTEM, find_actor
from engine.cases import open_case
from engine.definitions import publish
from engine.errors import EngineError
from engine.entering import make_link
from engine.language import add_catalogue
from engine.library import Library
from engine.municipalities import add_municipality
from engine.people import add_person, give_role
from engine.settings import Settings
from engine.tables import connect
from engine.tracing import trace_with, traced
from engine.work import Office
from tests.core.programme import HEAD
from tests.life.visiting import Visitor
from tests.servers.aanzet import SECRET, serving
from tests.servers.processes import free_port, wait_until
from tests.workers.processes import CALL
from webui.cli.collector import Collector, Sampling
from webui.cli.program import wall_clock
from webui.cli.settings import LIBRARY, read_settings
from webui.cli.tracing import Spans

add_catalogue(LIBRARY.parent / "webui" / "catalogue")
PLACE = "GM0546"
KNOWN = {"aanzet.process", "aanzet.verb", "aanzet.kind", "http.request.method", "http.route", "http.response.status_code"}


@pytest.fixture
def collector():
    """A receiver of OTLP over HTTP; `spans` holds what came."""
    kept = SimpleNamespace(spans=[], heard=[], raw=b"", keys=set(), about={})

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.raw += body
            kept.heard.append((self.path, self.headers["Content-Type"]))
            kept.keys.add(self.headers["x-key"])
            for resource in json.loads(body)["resourceSpans"]:
                kept.about = {one["key"]: one["value"]["stringValue"] for one in resource["resource"]["attributes"]}
                kept.spans += [span for scope in resource["scopeSpans"] for span in scope["spans"]]
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    kept.address = f"http://127.0.0.1:{server.server_port}"
    yield kept
    server.shutdown()
    server.server_close()


@contextmanager
def furnished_office(url: str):
    """A call whose timer has fallen already, and somebody who may come in."""
    engine = connect(url)
    office = Office(sessionmaker(engine), wall_clock, Library(), Settings(read_settings({"AANZET_SECRET": SECRET}).secret()))
    with office.writing(SYSTEM) as work:
        add_municipality(work, PLACE, "Leiden", "LEI")
        give_role(work, add_person(work, "noor.zandloper", "Noor Zandloper").id, "facilitator", PLACE)
        publish(work, {"call.bpmn": f"{HEAD}{CALL.replace('PT4H', 'PT1S')}</bpmn:definitions>".encode()})
        noor = find_actor(work.session, "noor.zandloper", work.now)
        link = make_link(work, "noor.zandloper")
    with office.writing(noor) as work:
        open_case(work, "call", PLACE, title="Bellen met mevrouw Zonnebloem")
    yield office, link
    engine.dispose()


def test_a_collector_hears_of_requests_steps_and_deadlines_and_of_nobody(sqlite_url, collector, tmp_path):
    with furnished_office(sqlite_url) as (office, link), \
            serving(cwd=tmp_path, DATABASE_URL=sqlite_url, OTEL_EXPORTER_OTLP_ENDPOINT=collector.address,
                    OTEL_EXPORTER_OTLP_HEADERS="x-key=not%20a%20secret", OTEL_RESOURCE_ATTRIBUTES="deployment.environment.name=try%2Cout") as web:
        noor = Visitor(web.address)
        assert noor.send(f"/login/{link}") in (302, 303)
        noor.see("/?q=Zonnebloem")
        wait_until(lambda: {"deadline", "step", "GET /"} <= {span["name"] for span in collector.spans}, "the spans", 60, every=0.1)
    assert set(collector.heard) == {("/v1/traces", "application/json")} and collector.keys == {"not a secret"}
    assert (collector.about["service.name"], collector.about["deployment.environment.name"]) == ("aanzet", "try,out")
    attributes = {attribute["key"] for span in collector.spans for attribute in span["attributes"]}
    assert {"aanzet.process", "http.route", "http.response.status_code"} <= attributes <= KNOWN
    fired = next(span for span in collector.spans if span["name"] == "deadline")
    assert any(span.get("parentSpanId") == fired["spanId"] and span["traceId"] == fired["traceId"] for span in collector.spans if span["name"] == "step")
    assert all(0 < int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"]) for span in collector.spans)
    assert [word for word in (b"Zonnebloem", b"Zandloper", b"zandloper", b"q=", link.encode()) if word in collector.raw] == []


def test_where_no_collector_is_named_nothing_of_it_is_loaded():
    wanted = "import sys, webui.cli.serving, workers.queue; sys.exit('webui.cli.tracing' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", wanted], check=False).returncode == 0


def test_a_span_begins_where_a_program_before_us_left_off_and_tells_an_error_by_its_name_alone():
    spans, app = Spans(Collector(f"http://127.0.0.1:{free_port()}"), every=60), Flask("somewhere")
    spans.watch(app)

    @app.get("/cases/<int:case_id>")
    @traced("step", lambda case_id: {"process": "visit"})
    def view(case_id):
        raise LookupError("Zonnebloem")
    trace_with(spans)
    try:
        app.test_client().get("/cases/7?q=Zonnebloem", headers={"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"})
    finally:
        trace_with(None)
    step, asked = spans.done
    assert (asked.name, asked.trace, asked.parent, asked.error) == ("GET /cases/<int:case_id>", "a" * 32, "b" * 16, "")
    assert (step.trace, step.parent, step.error, step.about) == (asked.trace, asked.id, "LookupError", {"aanzet.process": "visit"})
    assert "Zonnebloem" not in json.dumps([step.told(), asked.told()])
    spans.close()                           # nobody hears it, and that is all


def test_a_collector_has_a_web_address():
    with pytest.raises(EngineError) as refused:
        read_settings({"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4318"})
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in refused.value.sentence("nl")


def collector_of(**stated):
    return read_settings({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318/", **stated}).traces


def test_the_environment_is_read_as_opentelemetry_writes_it(caplog):
    plain = collector_of()
    assert (plain.address, plain.headers, plain.about, plain.sampling) == ("http://collector:4318/v1/traces", {}, {"service.name": "aanzet"}, Sampling())
    own = collector_of(OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="https://elsewhere/in", OTEL_EXPORTER_OTLP_HEADERS="x-key=1",
                       OTEL_EXPORTER_OTLP_TRACES_HEADERS="Authorization=Basic%20bGljaHQ=, x-tenant = wijk", OTEL_EXPORTER_OTLP_TIMEOUT="2500",
                       OTEL_SERVICE_NAME="aanzet-leiden", OTEL_RESOURCE_ATTRIBUTES="service.name=other,service.namespace=wijk")
    assert (own.address, own.patience) == ("https://elsewhere/in", 2.5)
    assert own.headers == {"authorization": "Basic bGljaHQ=", "x-tenant": "wijk"}
    assert own.about == {"service.name": "aanzet-leiden", "service.namespace": "wijk"}
    assert "bGljaHQ" not in repr(own) and not caplog.records


@pytest.mark.parametrize("off", [{"OTEL_SDK_DISABLED": "True"}, {"OTEL_TRACES_EXPORTER": "none"}, {"OTEL_EXPORTER_OTLP_ENDPOINT": ""}])
def test_traces_can_be_turned_off(off):
    assert collector_of(**off) is None


def test_what_cannot_be_read_is_said_and_left_out(caplog):
    odd = collector_of(OTEL_EXPORTER_OTLP_HEADERS="x-key=good,bad,x-line=a%0Ab", OTEL_TRACES_SAMPLER="sometimes", OTEL_EXPORTER_OTLP_TIMEOUT="soon",
                       OTEL_EXPORTER_OTLP_PROTOCOL="grpc")
    assert (odd.headers, odd.sampling, len(caplog.records)) == ({"x-key": "good"}, Sampling(), 5)
    assert collector_of(OTEL_TRACES_SAMPLER="traceidratio", OTEL_TRACES_SAMPLER_ARG="2").sampling == Sampling(False, 1.0)


def test_a_share_is_taken_by_the_number_of_the_trace_unless_whoever_began_it_has_decided():
    quarter = collector_of(OTEL_TRACES_SAMPLER="parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG="0.25").sampling
    low, high = "f" * 16 + "3" + "0" * 15, "0" * 16 + "4" + "0" * 15
    assert [quarter.takes(low), quarter.takes(high), quarter.takes(low, False), quarter.takes(high, True)] == [True, False, False, True]
    assert collector_of(OTEL_TRACES_SAMPLER="traceidratio", OTEL_TRACES_SAMPLER_ARG="0.25").sampling.takes(low, False)
    assert not collector_of(OTEL_TRACES_SAMPLER="always_off").sampling.takes("0" * 32, True)
    assert collector_of(OTEL_TRACES_SAMPLER="always_on").sampling.takes("f" * 32, False)


def test_what_is_not_taken_is_not_kept_nor_what_happens_within_it():
    spans, app = Spans(Collector(f"http://127.0.0.1:{free_port()}"), every=60), Flask("somewhere")
    spans.watch(app)
    app.get("/cases")(traced("step")(lambda: "well"))
    trace_with(spans)
    try:
        for flags in ("00", "01"):
            app.test_client().get("/cases", headers={"traceparent": f"00-{'a' * 31}{flags[1]}-{'b' * 16}-{flags}"})
    finally:
        trace_with(None)
    assert [(span.name, span.trace) for span in spans.done] == [("step", "a" * 31 + "1"), ("GET /cases", "a" * 31 + "1")]
    spans.close()

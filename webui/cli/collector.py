"""What the environment says of OpenTelemetry, by the names of its specification: where spans go, what goes along, and of which traces."""
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

log = logging.getLogger(__name__)
NAME = "aanzet"
ENDPOINT, TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
HEADERS = ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")
TIMEOUTS = ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT")
ATTRIBUTES, SERVICE, EXPORTER, DISABLED = "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME", "OTEL_TRACES_EXPORTER", "OTEL_SDK_DISABLED"
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
SAMPLER, SHARE = "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG"
KIND = "service.name"
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")          # what a header may be called (RFC 9110)
PATIENCE = 10.0                             # seconds for its answer


@dataclass(frozen=True)
class Sampling:
    """Of which traces is told. `follows`: whoever began one elsewhere has decided; `share` of those that begin here, from 0 to 1."""

    follows: bool = True
    share: float = 1.0

    def takes(self, trace: str, decided: bool | None = None) -> bool:
        """By the number of the trace, so that every process it passes says the same."""
        return decided if self.follows and decided is not None else int(trace[16:], 16) < self.share * 2 ** 64


@dataclass(frozen=True)
class Collector:
    """`address`: of the traces themselves. `headers` may hold a key, and are shown to nobody else."""

    address: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    about: Mapping[str, str] = field(default_factory=dict)     # of this program: its name, where it runs
    patience: float = PATIENCE
    sampling: Sampling = Sampling()


# Whether whoever began it elsewhere has decided, and the share of what begins here; None: what the setting beside it says.
SAMPLERS: Mapping[str, tuple[bool, float | None]] = {
    "always_on": (False, 1.0), "always_off": (False, 0.0), "traceidratio": (False, None),
    "parentbased_always_on": (True, 1.0), "parentbased_always_off": (True, 0.0), "parentbased_traceidratio": (True, None)}


def is_asked(environment: Mapping[str, str]) -> bool:
    """Whether anybody is to be told."""
    off = environment.get(DISABLED, "").lower() == "true" or environment.get(EXPORTER, "").strip() == "none"
    return not off and bool(environment.get(TRACES_ENDPOINT) or environment.get(ENDPOINT))


def read_collector(environment: Mapping[str, str]) -> Collector:
    """Where there is one (`is_asked`). What cannot be read is said in the log and left out, as the specification has it."""
    address = environment.get(TRACES_ENDPOINT) or f"{environment[ENDPOINT].rstrip('/')}/v1/traces"
    if environment.get(_first(environment, PROTOCOLS), "").strip() == "grpc":
        log.warning("traces go over http, and not over grpc: name the collector's address for http")
    headers = {key.lower(): value for key, value in _pairs(environment, _first(environment, HEADERS)) if _may_be_sent(key, value)}
    about = {KIND: NAME, **dict(_pairs(environment, ATTRIBUTES))}
    if environment.get(SERVICE):
        about[KIND] = environment[SERVICE]
    milliseconds = _number(environment, _first(environment, TIMEOUTS), 1, 600_000)
    return Collector(address, headers, about, PATIENCE if milliseconds is None else milliseconds / 1000, _sampling(environment))


def _sampling(environment: Mapping[str, str]) -> Sampling:
    name = environment.get(SAMPLER, "").strip().lower()
    if name and name not in SAMPLERS:
        log.warning("%s is none that is known here, and is left out", SAMPLER)
    follows, share = SAMPLERS.get(name, SAMPLERS["parentbased_always_on"])
    if share is None:
        stated = _number(environment, SHARE, 0, 1)
        share = 1.0 if stated is None else stated
    return Sampling(follows, share)


def _first(environment: Mapping[str, str], names: tuple[str, str]) -> str:
    """What is said of traces alone goes before what is said of everything."""
    return names[0] if environment.get(names[0]) else names[1]


def _pairs(environment: Mapping[str, str], name: str) -> Iterator[tuple[str, str]]:
    """key=value,key=value, with what may not stand there written as %2C."""
    for part in filter(None, map(str.strip, environment.get(name, "").split(","))):
        key, equals, value = (unquote(piece.strip()) for piece in part.partition("="))
        if equals and key:
            yield key, value
        else:
            log.warning("a part of %s is no name and value, and is left out", name)


def _may_be_sent(key: str, value: str) -> bool:
    fits = TOKEN.fullmatch(key) is not None and value.isascii() and value.isprintable()
    if not fits:
        log.warning("a header for the collector is none, and is left out")
    return fits


def _number(environment: Mapping[str, str], name: str, least: float, most: float) -> float | None:
    stated = environment.get(name, "").strip()
    try:
        found = float(stated) if stated else None
    except ValueError:
        found = float("nan")
    if found is None or least <= found <= most:
        return found
    log.warning("%s is no number from %g to %g, and is left out", name, least, most)
    return None

"""An outside worker in Python: fetches service tasks over the API, does them, and says how it went. One file, nothing but the standard library."""
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from http.client import HTTPException
from threading import Event, Thread
from time import monotonic
from typing import Any

log = logging.getLogger(__name__)
WAIT = 20                                   # seconds the server may let us wait for work
LEASE = 300                                 # seconds a job is ours; while it is being done the lease is renewed
PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)        # seconds between tries at a server that is away
BACK_OFF = 60                               # seconds before a job that failed is offered again
TOO_MANY, AWAY = 429, 500                   # from here on: later, perhaps
NOT_OURS = (404, 409)                       # it is over, or in other hands
Done = Mapping[str, Any] | None


class Refused(Exception):
    """The server understood and said no: a wrong token, a job that is over or in other hands. `status` and its sentence."""

    def __init__(self, status: int, sentence: str):
        super().__init__(f"{status}: {sentence}")
        self.status = status


class Unreachable(Exception):
    """The server did not answer, or not now."""


class Outcome(Exception):
    """Raise it where the work comes to an error that the diagram catches. `code` as drawn there."""

    def __init__(self, code: str, **variables: Any):
        super().__init__(code)
        self.code, self.variables = code, variables


class Failed(Exception):
    """Raise it where the work did not succeed, with a reason without personal values. `retries`: tries that are left, instead of one less."""

    def __init__(self, why: str, retries: int | None = None, back_off: int | None = None):
        super().__init__(why)
        self.why, self.retries, self.back_off = why, retries, back_off


@dataclass(frozen=True)
class Job:
    """What there is to do. The same job may come twice, since whoever had it may have died: `key` is the same then."""

    id: int
    lease: int
    type: str
    case_id: int
    number: str
    element: str
    retries: int
    until: str
    headers: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def key(self) -> str:
        return f"aanzet-job-{self.id}"


KNOWN = frozenset(one.name for one in fields(Job))     # a newer server may tell more


class Client:
    """The four verbs of the API. `address`: of the web, without a path; `token`: of a coordinator (`aanzet token create`)."""

    def __init__(self, address: str, token: str, timeout: float = 30):
        self.address, self.timeout = address.rstrip("/"), timeout
        self._token = token

    def activate(self, type: str, worker: str, limit: int = 1, lease: int = LEASE, wait: int = 0, fetch: list[str] | None = None) -> list[Job]:
        """Jobs that are ours for `lease` seconds. `wait`: seconds the server may let us wait for the first; `fetch`: these variables alone."""
        asked = {"type": type, "worker": worker, "limit": limit, "lock_for": f"PT{lease}S", "wait": wait, "fetch": fetch}
        found = self._post("/jobs/activate", {name: value for name, value in asked.items() if value is not None}, self.timeout + wait)
        return [Job(**{name: told for name, told in job.items() if name in KNOWN}) for job in found["jobs"]]

    def complete(self, job: Job, variables: Done = None) -> None:
        self._post(f"/jobs/{job.id}/complete", {"lease": job.lease, "variables": dict(variables or {})}, key=f"{job.key}-{job.lease}-done")

    def fail(self, job: Job, why: str = "", retries: int = 0, back_off: int = 0) -> None:
        """With tries left it is offered again after `back_off` seconds; without, the case is stuck and its coordinator sees `why`."""
        self._post(f"/jobs/{job.id}/fail", {"lease": job.lease, "retries": retries, "why": why[:500], "back_off": f"PT{back_off}S"})

    def throw(self, job: Job, code: str, variables: Done = None) -> None:
        """The diagram goes on where it catches this error."""
        self._post(f"/jobs/{job.id}/fail", {"lease": job.lease, "error": code, "variables": dict(variables or {})}, key=f"{job.key}-{job.lease}-error")

    def extend(self, job: Job, lease: int = LEASE) -> None:
        """Ours for so many seconds from now."""
        self._post(f"/jobs/{job.id}/extend", {"lease": job.lease, "lock_for": f"PT{lease}S"})

    def _post(self, path: str, body: Mapping[str, Any], timeout: float | None = None, key: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", "Accept": "application/json"}
        if key:                             # said once more it is heard once
            headers["Idempotency-Key"] = key
        asked = urllib.request.Request(f"{self.address}/api/v1{path}", json.dumps(body).encode(), headers, method="POST")
        try:
            with urllib.request.urlopen(asked, timeout=timeout or self.timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code >= AWAY or refused.code == TOO_MANY:
                raise Unreachable(f"status {refused.code}") from None
            raise Refused(refused.code, _sentence(refused)) from None
        except (OSError, ValueError, HTTPException) as error:       # the last: what came broke off halfway, or is no HTTP
            raise Unreachable(type(error).__name__) from error


@dataclass
class Worker:
    """Does jobs of one type until `stop`, one after another: start as many as you like. `act` gives the variables that the case goes on with.

    Whatever else `act` raises counts as a failure; only the name of the error is passed on, since its text may name somebody.
    """

    client: Client
    type: str
    name: str
    act: Callable[[Job], Done]
    lease: int = LEASE
    wait: int = WAIT
    back_off: int = BACK_OFF
    fetch: list[str] | None = None
    pauses: tuple[float, ...] = PAUSES
    _stopping: Event = field(default_factory=Event, repr=False)

    def stop(self) -> None:
        """Finish what is in hand, then end. For another thread to call."""
        self._stopping.set()

    def run(self) -> int:
        """Until `stop`. Gives how many jobs were in hand. Refused when the token is not taken."""
        done, tries = 0, 0
        while not self._stopping.is_set():
            asked = monotonic()
            try:
                jobs = self.client.activate(self.type, self.name, 1, self.lease, self.wait, self.fetch)
            except Unreachable as error:
                log.warning("no work from the server: %s", error)
                self._stopping.wait(self.pauses[min(tries, len(self.pauses) - 1)])
                tries += 1
                continue
            tries = 0
            for job in jobs:
                self.do(job)
                done += 1
            if not jobs and monotonic() - asked < self.wait:
                self._stopping.wait(self.pauses[0])     # the server has no room for who waits, or another was first
        return done

    def do(self, job: Job) -> None:
        """One job from beginning to end. What became of it is told until the server hears it, or says that it is no longer ours."""
        with self._held(job):
            self._tell(job, *self._done(job))

    def _done(self, job: Job) -> tuple:
        """What to tell, and of what. Variables that JSON cannot carry are a failure like any other."""
        try:
            try:
                report: tuple = (self.client.complete, dict(self.act(job) or {}))
            except Outcome as outcome:
                report = (self.client.throw, outcome.code, outcome.variables)
            json.dumps(report[1:])
            return report
        except Failed as failed:
            return self.client.fail, failed.why, *self._again(job, failed.retries, failed.back_off)
        except Exception as error:
            log.error("job %s failed: %s", job.id, type(error).__name__)
            return self.client.fail, type(error).__name__, *self._again(job, None, None)

    def _again(self, job: Job, retries: int | None, back_off: int | None) -> tuple[int, int]:
        left = max(job.retries - 1, 0) if retries is None else retries
        return left, self.back_off if back_off is None else back_off

    def _tell(self, job: Job, say: Callable[..., None], *what: Any) -> None:
        for pause in (*self.pauses, None):
            try:
                return say(job, *what)
            except Refused as refused:
                log.warning("job %s: %s", job.id, refused)
                if refused.status in NOT_OURS or say == self.client.fail:
                    return None
                return self._tell(job, self.client.fail, f"Refused {refused.status}", *self._again(job, None, None))
            except Unreachable as error:
                log.warning("job %s could not be told: %s", job.id, error)
                if pause is None:
                    return None             # its lease ends, and it comes to somebody again
                self._stopping.wait(pause)

    @contextmanager
    def _held(self, job: Job):
        """Renew the lease while the work takes longer than half of it."""
        over = Event()

        def renew() -> None:
            while not over.wait(self.lease / 2):
                try:
                    self.client.extend(job, self.lease)
                except (Refused, Unreachable) as error:
                    log.warning("the lease of job %s was not renewed: %s", job.id, error)
        keeper = Thread(target=renew, name=f"lease-{job.id}", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()


def _sentence(refused: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(refused).get("detail", ""))
    except (OSError, ValueError, AttributeError, HTTPException):
        return ""

"""A town where everything is real: two webs and two workers over PostgreSQL and Redis, and people with a browser each."""
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy.orm import sessionmaker

from engine.actors import SYSTEM
from engine.library import Library
from engine.settings import Settings
from engine.tables import connect
from engine.work import Office
from tests.life.parts import Parts, parts, services
from tests.servers.processes import wait_until
from webui.cli.demo.programme import add_programme
from webui.cli.program import wall_clock

DESK, PHONE = (1280, 900), (390, 800)
SECRET = "sixty-four characters would be better, but these are enough\n"


@dataclass
class Resident:
    """Somebody of the demo at a screen of their own. Every page comes from another web than the one before."""

    page: Page
    context: BrowserContext
    width: int
    webs: Iterator[str]
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """`path` at the next web. No page may be wider than the screen, nor make the browser complain."""
        answer = self.page.goto(next(self.webs) + path)
        assert answer.status < 400, (path, answer.status)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, path
        return self.page

    def again(self) -> Page:
        """The same page, from the other web."""
        return self.go(re.sub(r"^https?://[^/]+", "", self.page.url))


@dataclass
class Town:
    running: Parts
    office: Office
    webs: list[str]
    browser: Browser
    people: list[Resident] = field(default_factory=list)

    def enters(self, name: str, screen: tuple[int, int], municipality: str = "GM0546") -> Resident:
        context = self.browser.new_context(viewport={"width": screen[0], "height": screen[1]}, locale="nl-NL")
        context.set_default_timeout(30_000)
        first = len(self.people) % len(self.webs)
        here = Resident(context.new_page(), context, screen[0], cycle(self.webs[first:] + self.webs[:first]))
        here.page.on("console", lambda line: here.complaints.append(line.text) if line.type in ("error", "warning") else None)
        here.page.on("pageerror", lambda error: here.complaints.append(str(error)))
        here.go(f"/login?municipality={municipality}").get_by_role("button", name=name).click()
        self.people.append(here)
        return here

    def leave(self) -> None:
        """Everybody goes home, and nobody's browser had anything to complain of."""
        complaints = [line for one in self.people for line in one.complaints]
        for one in self.people:
            one.context.close()
        self.people.clear()
        assert complaints == []


@contextmanager
def town(folder: Path, database: str, redis: str, browser: Browser) -> Iterator[Town]:
    """Begun with the commands of docker-compose.yml, on a migrated and empty database; ended afterwards."""
    (folder / "secret").write_text(SECRET)
    (folder / "password").write_text("not asked for here\n")
    engine = connect(database)
    office = Office(sessionmaker(engine), wall_clock, Library(), Settings((folder / "secret").read_bytes()))
    with parts(folder, DATABASE_URL=database, DATABASE_PASSWORD_FILE=str(folder / "password"), REDIS_URL=redis, AANZET_HTTPS="0",
               AANZET_SECRET_FILE=str(folder / "secret"), AANZET_MAIL=str(folder / "mail")) as running:
        begun = running.run("init")
        assert begun.returncode == 0, begun.stderr
        with office.writing(SYSTEM) as work:
            add_programme(work)
        webs = [running.web() for _ in range(2)]
        for _ in range(services()["worker"]["deploy"]["replicas"]):
            running.start("worker")
        for web in webs:
            wait_until(web.ready, "the start of a web", 90, every=0.1)
        yield Town(running, office, [web.address for web in webs], browser)
    engine.dispose()

"""What the people of a scenario do: one engine verb a step, each in work of its own, so that the case is read back every time."""
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from engine.actors import SYSTEM, Actor, find_actor
from engine.adhoc import close_adhoc, start_activity
from engine.audience import holders
from engine.cases import add_task, cancel_case
from engine.errors import NotFound
from engine.following import carry_on
from engine.correcting import correct_answers
from engine.handoffs import accept_handoff, answer_handoff, ask_handoff, offer_handoff, return_handoff, withdraw_handoff
from engine.iso import add
from engine.language import text
from engine.members import members, municipality_wide
from engine.messages import send_message, send_signal
from engine.pausing import pause_case, resume_case
from engine.roles import COORDINATOR
from engine.scenarios.attending import by_name
from engine.scenarios.family import family, live_tasks
from engine.scenarios.promising import cheer, promise, put_aside, tell
from engine.scenarios.reading import ScenarioStep
from engine.scenarios.stage import Stage, add_player
from engine.standing import lock_case
from engine.steps import Action, take
from engine.stuck import retry_case
from engine.tables import Case, Handoff, Membership, Person, Task, Wait
from engine.tasks import claim_task, complete_task, release_task
from engine.work import Work


JOBS = (select(Wait.case_id, Wait.token)
        .where(Wait.case_id.in_(bindparam("cases", expanding=True)), Wait.kind == "job", Wait.element == bindparam("name")).order_by(Wait.id))


def act(stage: Stage, case: int, step: ScenarioStep) -> None:
    """Do what this step says. Raises what the engine raises."""
    VERBS[step.verb](stage, case, step)


def _on_task(verb: Callable[[Work, int, Mapping[str, Any]], object]) -> Callable[[Stage, int, ScenarioStep], None]:
    def do(stage: Stage, case: int, step: ScenarioStep) -> None:
        task, actor = find_task(stage, case, step)
        with stage.office.writing(actor) as work:
            verb(work, task, step.options)
    return do


def _complete(stage: Stage, case: int, step: ScenarioStep) -> None:
    job = _job(stage, case, step)
    if job is not None:
        _finish(stage, *job, step)
        return
    task, actor = find_task(stage, case, step)
    with stage.office.writing(actor) as work:
        complete_task(work, task, by_name(work, task, step.options.get("answers") or {}))


def _job(stage: Stage, case: int, step: ScenarioStep) -> tuple[int, str] | None:
    """A scenario may also do what an outside worker would: the case and token of the job it means."""
    with stage.office.reading(SYSTEM) as work:
        cases = family(work, case)
        jobs = work.session.execute(JOBS, {"cases": cases, "name": step.subject}).all()
        number = int(step.options.get("task", 1))
        if not 1 <= number <= len(jobs) or live_tasks(work, cases, step.subject):
            return None
        return tuple(jobs[number - 1])


def _finish(stage: Stage, case: int, token: str, step: ScenarioStep) -> None:
    with stage.office.writing(SYSTEM) as work:
        standing = lock_case(work, case)
        carry_on(standing, take(standing, Action("complete", token, variables=step.options.get("answers") or {})))


def _message(stage: Stage, case: int, step: ScenarioStep) -> None:
    said = step.subject
    with stage.office.writing(SYSTEM) as work:
        place = work.session.get_one(Case, case).municipality
        ttl = add(work.now, str(said.get("ttl", "PT0S"))) - work.now
        send_message(work, place, str(said["name"]), said.get("key"), said.get("data") or {}, said.get("id"), ttl)


def _signal(stage: Stage, case: int, step: ScenarioStep) -> None:
    with stage.office.writing(SYSTEM) as work:
        send_signal(work, work.session.get_one(Case, case).municipality, step.subject, step.options.get("data") or {})


def _start(stage: Stage, case: int, step: ScenarioStep) -> None:
    """An activity of an open ad-hoc sub-process, or a task added by hand."""
    if isinstance(step.subject, dict):
        with stage.office.writing(someone(stage, case, step.options.get("as"))) as work:
            add_task(work, case, str(step.subject["title"]), str(step.subject["to"]))
        return
    at = _offering(stage, case, lambda wait: step.subject in wait.payload["activities"])
    with stage.office.writing(someone(stage, at, step.options.get("as"))) as work:
        start_activity(work, at, step.subject)


def _close(stage: Stage, case: int, step: ScenarioStep) -> None:
    at = _offering(stage, case, lambda wait: wait.element == step.subject)
    with stage.office.writing(someone(stage, at, step.options.get("as"))) as work:
        close_adhoc(work, at, step.subject)


def _offering(stage: Stage, case: int, fits: Callable[[Wait], bool]) -> int:
    """Which case of the family has this ad-hoc sub-process open; the scenario's own when none has, for the engine to refuse."""
    with stage.office.reading(SYSTEM) as work:
        rows = work.session.scalars(select(Wait).where(Wait.case_id.in_(family(work, case)), Wait.kind == "adhoc").order_by(Wait.id))
        return next((wait.case_id for wait in rows if fits(wait)), case)


def _retry(stage: Stage, case: int, step: ScenarioStep) -> None:
    with stage.office.reading(SYSTEM) as work:
        stuck = [one for one in family(work, case) if work.session.get_one(Case, one).status == "stuck"]
    with stage.office.writing(someone(stage, case, COORDINATOR)) as work:
        for one in stuck or [case]:
            retry_case(work, one)


def _for_a_reason(verb: Callable[[Work, int, str], object]) -> Callable[[Stage, int, ScenarioStep], None]:
    """`cancel`, `pause` and `resume`: what stands behind the verb is why."""
    def do(stage: Stage, case: int, step: ScenarioStep) -> None:
        with stage.office.writing(someone(stage, case, step.options.get("as", COORDINATOR))) as work:
            verb(work, case, step.subject)
    return do


def _beside(verb: Callable[[Work, int, ScenarioStep], object]) -> Callable[[Stage, int, ScenarioStep], None]:
    def do(stage: Stage, case: int, step: ScenarioStep) -> None:
        with stage.office.writing(someone(stage, case, step.options.get("as"))) as work:
            verb(work, case, step)
    return do


def _correct(stage: Stage, case: int, step: ScenarioStep) -> None:
    """The answers of a task that is done: of the last one, or `task: N` (1 = the first). By who did it, unless the step names somebody."""
    with stage.office.reading(SYSTEM) as work:
        done = list(work.session.scalars(select(Task).where(
            Task.case_id.in_(family(work, case)), Task.element == step.subject, Task.status == "completed").order_by(Task.id)))
        number = int(step.options.get("task", len(done)))
        if not 1 <= number <= len(done):
            raise NotFound("scenario.not_done", element=step.subject)
        task = done[number - 1]
        who = step.options.get("as")
        person = _person(work, work.session.get_one(Case, task.case_id), who) if who else task.claimant_id
        if person is None:
            raise NotFound("scenario.nobody", who=who)
        actor, number = find_actor(work.session, person, work.now), task.id
    with stage.office.writing(actor) as work:
        correct_answers(work, number, step.options.get("answers") or {}, step.options.get("why") or text("scenario.no_words"))


def _hand_off(stage: Stage, case: int, step: ScenarioStep) -> None:
    task, actor = find_task(stage, case, step)
    to = str(step.options.get("to", ""))
    with stage.office.writing(actor) as work:
        by_login = work.session.scalar(select(Person.id).where(Person.login == to))
        offer_handoff(work, task, None if by_login else to, by_login, step.options.get("note"))


def _answer(verb: Callable[[Work, int, str], object], giver: bool = False) -> Callable[[Stage, int, ScenarioStep], None]:
    """`accept_handoff`, `ask_handoff` and `return_handoff`; of the giver `answer_handoff` and `withdraw_handoff`."""
    def do(stage: Stage, case: int, step: ScenarioStep) -> None:
        offer, actor = _find_offer(stage, case, step, giver)
        with stage.office.writing(actor) as work:
            verb(work, offer, step.options.get("note") or text("scenario.no_words"))
    return do


def _find_offer(stage: Stage, case: int, step: ScenarioStep, giver: bool) -> tuple[int, Actor]:
    """The offer that waits for this element, and who acts on it: whoever it is for (or gave it), unless the step names somebody."""
    with stage.office.reading(SYSTEM) as work:
        tasks = [task.id for task in live_tasks(work, family(work, case), step.subject)]
        offers = list(work.session.scalars(select(Handoff).where(
            Handoff.task_id.in_(tasks), Handoff.kind == "by_hand", Handoff.state.in_(("offered", "asked"))).order_by(Handoff.id)))
        number, who = int(step.options.get("task", 1)), step.options.get("as")
        if not 1 <= number <= len(offers):
            raise NotFound("scenario.no_offer", element=step.subject)
        offer = offers[number - 1]
        row, meant = work.session.get_one(Case, offer.case_id), offer.from_person if giver else offer.to_person
        if meant is not None and (who is None or _is(work, row, meant, who)):
            person = meant
        else:
            person = _person(work, row, who or offer.to_role)
        if person is None:
            raise NotFound("scenario.nobody", who=who or offer.to_role)
        return offer.id, find_actor(work.session, person, work.now)


def find_task(stage: Stage, case: int, step: ScenarioStep) -> tuple[int, Actor]:
    """The open task a step means, and who does it. NotFound names the element when nothing of it is open."""
    with stage.office.reading(SYSTEM) as work:
        open_now = live_tasks(work, family(work, case), step.subject)
        number = int(step.options.get("task", 1))
        if not 1 <= number <= len(open_now):
            raise NotFound("scenario.not_open" if not open_now else "scenario.not_so_many", element=step.subject, n=len(open_now))
        task, who = open_now[number - 1], step.options.get("as")
        chosen = _doer(work, work.session.get_one(Case, task.case_id), task, who)
        if chosen is not None:
            return task.id, find_actor(work.session, chosen, work.now)
        task_id, place, role = task.id, task.municipality, task.role
    with stage.office.writing(SYSTEM) as work:      # somebody a scenario calls by name joins as what the task asks for
        newcomer = add_player(work, role, place, str(who))
        return task_id, find_actor(work.session, newcomer, work.now)


def someone(stage: Stage, case: int, who: str | None) -> Actor:
    """Who acts on a case as a whole: a role, a person, or whoever has a turn in it."""
    with stage.office.reading(SYSTEM) as work:
        row = work.session.get_one(Case, case)
        person = _person(work, row, who) if who else _turn_holder(work, row)
        if person is None:
            raise NotFound("scenario.nobody", who=who or COORDINATOR)
        return find_actor(work.session, person, work.now)


def _doer(work: Work, case: Case, task: Task, who: str | None) -> int | None:
    """The claimant, or whoever has the named role; None for somebody the stage does not know yet."""
    if task.claimant_id is not None and (who is None or _is(work, case, task.claimant_id, who)):
        return task.claimant_id
    if who is None:
        told = holders(work, case, task)
        return told[0].person if told else None
    if task.reserved_for is not None and _is(work, case, task.reserved_for, who):
        return task.reserved_for
    return _person(work, case, who)


def _person(work: Work, case: Case, who: str) -> int | None:
    by_role = members(work, who, case.municipality, case.neighbourhood) or municipality_wide(work, who, case.municipality)
    return by_role[0].id if by_role else work.session.scalar(select(Person.id).where(Person.login == who))


def _turn_holder(work: Work, case: Case) -> int | None:
    task = work.session.scalar(select(Task).where(Task.case_id == case.id, Task.status.in_(("open", "claimed"))).order_by(Task.id).limit(1))
    told = holders(work, case, task) if task is not None else []
    return told[0].person if told else _person(work, case, COORDINATOR)


def _is(work: Work, case: Case, person: int, who: str) -> bool:
    """Whether this person goes by that login or has that role here."""
    if work.session.scalar(select(Person.login).where(Person.id == person)) == who:
        return True
    return work.session.scalar(select(Membership.id).where(
        Membership.person_id == person, Membership.role == who, Membership.municipality == case.municipality)) is not None


VERBS: Mapping[str, Callable[[Stage, int, ScenarioStep], None]] = {
    "complete": _complete, "claim": _on_task(lambda work, task, _: claim_task(work, task)),
    "release": _on_task(lambda work, task, _: release_task(work, task)), "message": _message, "signal": _signal,
    "start": _start, "close": _close, "retry": _retry, "cancel": _for_a_reason(cancel_case), "pause": _for_a_reason(pause_case),
    "resume": _for_a_reason(resume_case), "correct": _correct, "promise": _beside(promise), "tell_back": _beside(tell),
    "celebrate": _beside(cheer), "snooze": _on_task(put_aside), "hand_off": _hand_off,
    "accept_handoff": _answer(lambda work, offer, _: accept_handoff(work, offer)), "ask_handoff": _answer(ask_handoff),
    "return_handoff": _answer(return_handoff), "answer_handoff": _answer(answer_handoff, giver=True),
    "withdraw_handoff": _answer(lambda work, offer, _: withdraw_handoff(work, offer), giver=True),
}

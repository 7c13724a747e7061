"""What is promised to residents, telling them what came of it, and celebrating what went well."""
from datetime import date

from sqlalchemy import and_, func, select

from engine import access
from engine.cases import lock_worked
from engine.errors import Conflict, InvalidAnswers, NotFound
from engine.ledger import clock, tasks
from engine.ledger import promises as ledger
from engine.ledger.tasks import LIVE
from engine.roles import COORDINATOR, FACILITATOR, MANAGER
from engine.schedule import Terms, schedule_of
from engine.standing import Standing, lock_case_of
from engine.tables import Case, Promise, SmallSuccess, Task
from engine.work import Work

LONGEST, LONGEST_NAME = 500, 120            # characters
KINDS, OUTCOMES, EYES = ("group", "person"), ("kept", "not_kept"), ("team", "place")
RUNNING = ("open", "stuck", "paused")
HELD = and_(Task.id == Promise.task_id, Task.status.in_(LIVE))      # the turn to tell residents, while somebody has it
DUE = func.coalesce(Task.due_at, Promise.due_at)                    # with that turn beside it: its date may have been chosen anew
REMINDED = Terms(reminders=("P1D",), escalations=((COORDINATOR, "P2D"),))


def make_promise(work: Work, case_id: int, what: str, to_kind: str, to_whom: str, tell_by: date, title: str) -> Promise:
    """Write down what is promised, to which residents, and by when they hear what came of it.

    Whoever takes part may. The turn to tell them, under `title`, is of who promised: with a reminder a working day before, and the
    coordinator two after. `title` names nobody.
    """
    standing = lock_worked(work, case_id)
    if standing.case.status not in RUNNING:
        raise Conflict("core.case_is_over", number=standing.case.number)
    what, to_whom = what.strip(), to_whom.strip()
    problems = [(name, key, {"most": most}) for name, text, most in (("what", what, LONGEST), ("to_whom", to_whom, LONGEST_NAME))
                for key in (["promise.words_needed"] if not text else ["promise.too_long"] if len(text) > most else [])]
    if to_kind not in KINDS:
        problems.append(("to_kind", "promise.to_whom_needed", {}))
    if standing.calendar.due_of(tell_by) <= work.now:
        problems.append(("tell_by", "time.date_is_past", {}))
    if problems:
        raise InvalidAnswers(problems)
    dates = schedule_of(REMINDED, work.now, standing.calendar, tell_by, "rescheduled")      # somebody chose this day
    return ledger.promised(standing, what, to_kind, to_whom, dates.due_at, ledger.turn_to_tell(standing, title, _role(standing), dates))


def tell_back(work: Work, promise_id: int, outcome: str, how: str) -> Promise:
    """Residents were told what came of it, kept or not, and how. Told twice changes nothing. The turn to do so is over with it."""
    standing = lock_case_of(work, Promise, promise_id)
    promise = work.session.get_one(Promise, promise_id, populate_existing=True)
    if not access.meets(work, access.on_team, Case, promise.case_id):
        raise NotFound()
    if promise.told_at is not None:
        return promise
    how = how.strip()
    problems = [("outcome", "promise.outcome_needed", {})] if outcome not in OUTCOMES else []
    problems += [("how", "promise.how_needed", {})] if not how else [("how", "promise.too_long", {"most": LONGEST})] if len(how) > LONGEST else []
    if problems:
        raise InvalidAnswers(problems)
    ledger.told_back(standing, promise, outcome, how)
    task = work.session.scalar(select(Task).where(Task.id == promise.task_id, Task.status.in_(LIVE))) if promise.task_id else None
    if task is not None:
        tasks.completed(work, standing.case, task, work.actor.person, {})
        clock.all_cleared(work, standing.case, task=task)
    return promise


def celebrate(work: Work, case_id: int, words: str, visibility: str = "team") -> SmallSuccess:
    """Say what went well: to the team, or to everybody who works in the neighbourhood. What happens to one resident stays with the team.

    Also in a case that is over: often that is when it shows.
    """
    standing = lock_worked(work, case_id)
    words = words.strip()
    if not words:
        raise InvalidAnswers([("words", "promise.success_needed", {})])
    if len(words) > LONGEST:
        raise InvalidAnswers([("words", "promise.too_long", {"most": LONGEST})])
    if visibility not in EYES or (visibility == "place" and standing.case.key in access.ABOUT_RESIDENTS):
        raise InvalidAnswers([("visibility", "promise.team_only", {})])
    return ledger.celebrated(standing, words, visibility)


def _role(standing: Standing) -> str:
    """As what who promises will tell them: leading it, if they do."""
    mine = standing.work.actor.roles(standing.case.municipality) - {MANAGER} if standing.work.actor.kind == "person" else frozenset()
    return next((role for role in (FACILITATOR, COORDINATOR) if role in mine), min(mine, default=FACILITATOR))

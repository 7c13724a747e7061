"""Case numbers that people can say: LEI-2031-0042, counted per municipality and year."""
from sqlalchemy import select, update

from engine.errors import NotFound
from engine.iso import local
from engine.tables import CaseNumber, Municipality
from engine.work import Work


def next_number(work: Work, municipality: str) -> str:
    """The year is Amsterdam's. Two at once wait for each other: the row is locked until the commit."""
    year = local(work.now).year
    prefix = work.session.scalar(select(Municipality.prefix).where(Municipality.code == municipality))
    if prefix is None:
        raise NotFound("core.no_such_municipality", code=municipality)
    one_more = update(CaseNumber).where(CaseNumber.municipality == municipality, CaseNumber.year == year).values(last=CaseNumber.last + 1)
    number = work.session.scalar(one_more.returning(CaseNumber.last).execution_options(synchronize_session=False))
    if number is None:
        # The municipality's row is the lock for the first case of a year.
        work.session.execute(select(Municipality.code).where(Municipality.code == municipality).with_for_update())
        number = work.session.scalar(one_more.returning(CaseNumber.last).execution_options(synchronize_session=False))
        if number is None:
            work.session.add(CaseNumber(municipality=municipality, year=year, last=1))
            work.session.flush()
            number = 1
    return f"{prefix}-{year}-{number:04d}"

"""Your own dates as a calendar that other programs can show (iCalendar, RFC 5545)."""
from engine.work import Work
from webui.api.operations import Noun
from webui.screens.calendar import calendar_text

calendar = Noun("calendar")


@calendar.get("/me/calendar.ics", None, media="text/calendar")
def show(work: Work) -> str:
    """The dates of your own turns, the first hundred to come. What may rest quietly is left out."""
    return calendar_text(work)

"""The pages: a view loads what came in, opens work, asks the engine once and shows the answer."""
from webui.pages.asides import pages as asides
from webui.pages.attachments import pages as attachments
from webui.pages.bulk import pages as bulk
from webui.pages.cases import pages as cases
from webui.pages.covers import pages as covers
from webui.pages.dating import pages as dating
from webui.pages.handoffs import pages as handoffs
from webui.pages.health import pages as health
from webui.pages.help import pages as help_
from webui.pages.inbox import pages as inbox
from webui.pages.login import pages as login
from webui.pages.maps import pages as maps
from webui.pages.me import pages as me
from webui.pages.mending import pages as mending
from webui.pages.metrics import pages as metrics
from webui.pages.participants import pages as participants
from webui.pages.people import pages as people
from webui.pages.places import pages as places
from webui.pages.promises import pages as promises
from webui.pages.progress import pages as progress
from webui.pages.stopping import pages as stopping
from webui.pages.studio import pages as studio
from webui.pages.tasks import pages as tasks
from webui.pages.together import pages as together
from webui.pages.views import pages as views

PAGES = (inbox, bulk, views, tasks, asides, dating, attachments, participants, cases, mending, together, promises, handoffs, covers, progress, places, maps, people, me, login, stopping, help_, health, metrics, studio)

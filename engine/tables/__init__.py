"""The tables: current state in ordinary rows, on SQLite and PostgreSQL alike."""
from engine.tables.attachments import Attachment, AttachmentPiece
from engine.tables.base import Base
from engine.tables.cases import Case, CaseEvent, CasePerson, RoleHolder
from engine.tables.covers import Cover
from engine.tables.definitions import Bundle, BundleFile, Definition, Resource
from engine.tables.dialects import connect, prepare
from engine.tables.inbox import Aside, DateRequest, FirstView, SavedView
from engine.tables.notes import Note
from engine.tables.occurrences import Attendance, Occurrence, Participant
from engine.tables.people import ApiToken, IdempotencyKey, Membership, NoticeChoice, Person
from engine.tables.places import CaseNumber, Municipality, MunicipalityMap, Neighbourhood, Setting
from engine.tables.promises import Promise, SmallSuccess
from engine.tables.privacy import PersonalName, PersonalValue, PersonKey
from engine.tables.shape import current, fits, newest
from engine.tables.tasks import Draft, Handoff, Task, TaskCandidate
from engine.tables.webhooks import Webhook, WebhookCall
from engine.tables.waits import Deadline, JobType, Message, Notice, Wait

__all__ = ["ApiToken", "Aside", "Attachment", "AttachmentPiece", "Attendance", "Base", "Bundle", "BundleFile", "Case", "CaseEvent", "CaseNumber", "CasePerson", "Cover",
           "DateRequest", "Deadline", "Definition", "Draft", "FirstView", "Handoff", "IdempotencyKey", "JobType", "Membership", "Message",
           "Municipality", "MunicipalityMap", "Neighbourhood", "Note", "Notice", "NoticeChoice", "Occurrence", "Participant", "Person", "PersonKey", "PersonalName", "PersonalValue", "Promise", "Resource",
           "RoleHolder", "SavedView", "Setting", "SmallSuccess", "Task", "TaskCandidate", "Wait", "Webhook", "WebhookCall", "connect", "current", "fits", "newest",
           "prepare"]

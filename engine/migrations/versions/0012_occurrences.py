"""Who comes to an activity, each time it was held, and photos and documents beside a case."""
import sqlalchemy as sa
from alembic import op

from engine.tables.dialects import guard

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE, WORD, MOMENT = sa.String(length=12), sa.String(length=120), sa.DateTime(timezone=True)
TABLES = ("participants", "occurrences", "attendances", "attachments", "attachment_pieces")


def upgrade() -> None:
    op.create_table(
        "participants", *_case_row(), sa.Column("ref", WORD, nullable=False), sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False), sa.Column("added_by", ID, nullable=True), sa.Column("left_at", MOMENT, nullable=True),
        *_keys("participants", case_id="cases", added_by="people"), sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("municipality", "ref", name=op.f("uq_participants_municipality_ref")))
    op.create_index(op.f("ix_participants_case_id_id"), "participants", ["case_id", "id"])
    op.create_table(
        "occurrences", *_case_row(), sa.Column("task_id", ID, nullable=False), sa.Column("at", MOMENT, nullable=False),
        *_keys("occurrences", case_id="cases", task_id="tasks"), sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint("task_id", name=op.f("uq_occurrences_task_id")))
    op.create_index(op.f("ix_occurrences_case_id_id"), "occurrences", ["case_id", "id"])
    op.create_table(
        "attendances", sa.Column("occurrence_id", ID, nullable=False), sa.Column("participant_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False), sa.Column("municipality", CODE, nullable=False), sa.Column("how", WORD, nullable=False),
        sa.CheckConstraint("how in ('present', 'missed', 'asked', 'signed_off')", name=op.f("ck_attendances_how")),
        *_keys("attendances", occurrence_id="occurrences", participant_id="participants", case_id="cases"),
        sa.PrimaryKeyConstraint("occurrence_id", "participant_id", name=op.f("pk_attendances")))
    op.create_index(op.f("ix_attendances_participant_id_occurrence_id"), "attendances", ["participant_id", "occurrence_id"])
    _attachments()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in guard(table):
                op.execute(statement)


def _attachments() -> None:
    op.create_table(
        "attachments", *_case_row(), sa.Column("task_id", ID, nullable=True), sa.Column("author_id", ID, nullable=True),
        sa.Column("visibility", WORD, nullable=False), sa.Column("to_person", ID, nullable=True), sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", WORD, nullable=False), sa.Column("size", sa.Integer(), nullable=False), sa.Column("mark", WORD, nullable=False),
        sa.Column("subject_id", WORD, nullable=False), sa.Column("at", MOMENT, nullable=False), sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by", ID, nullable=True),
        sa.CheckConstraint("visibility in ('team', 'person')", name=op.f("ck_attachments_visibility")),
        *_keys("attachments", case_id="cases", task_id="tasks", author_id="people", to_person="people", subject_id="person_keys",
               removed_by="people"), sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")))
    op.create_index(op.f("ix_attachments_case_id_id"), "attachments", ["case_id", "id"])
    op.create_index(op.f("ix_attachments_task_id"), "attachments", ["task_id"])
    op.create_index(op.f("ix_attachments_subject_id"), "attachments", ["subject_id"])
    op.create_table(
        "attachment_pieces", sa.Column("attachment_id", ID, nullable=False), sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("municipality", CODE, nullable=False), sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        *_keys("attachment_pieces", attachment_id="attachments"),
        sa.PrimaryKeyConstraint("attachment_id", "number", name=op.f("pk_attachment_pieces")))


def _case_row() -> list[sa.Column]:
    return [sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("case_id", ID, nullable=False),
            sa.Column("municipality", CODE, nullable=False)]


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}")) for column, other in columns.items()]

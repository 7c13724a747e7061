"""The first shape: cases, tasks, deadlines and people, each row of a case with its municipality, personal values apart."""
import sqlalchemy as sa
from alembic import op

from engine.tables.dialects import guard

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
GUARDED = ("cases", "role_holders", "case_people", "case_events", "tasks", "task_candidates", "drafts", "handoffs", "waits", "deadlines", "messages", "notices", "person_keys", "personal_values", "personal_names")


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "postgresql":
        for table in GUARDED:
            for statement in guard(table):
                op.execute(statement)


def _tables() -> None:
    op.create_table('messages',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('key', sa.Text(), nullable=True),
    sa.Column('message_id', sa.String(length=120), nullable=True),
    sa.Column('variables', sa.Text(), nullable=False),
    sa.Column('delivered', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=120), nullable=False),
    sa.Column('sent_at', MOMENT, nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('municipality', 'name', 'message_id', name=op.f('uq_messages_municipality_name_message_id'))
    )
    op.create_index('ix_messages_buffered', 'messages', ['municipality', 'name', 'key', 'id'], unique=False, postgresql_where=sa.text("state = 'buffered'"), sqlite_where=sa.text("state = 'buffered'"))
    op.create_table('municipalities',
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('prefix', sa.String(length=120), nullable=False),
    sa.Column('settings', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_municipalities')),
    sa.UniqueConstraint('prefix', name=op.f('uq_municipalities_prefix'))
    )
    op.create_table('people',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('login', sa.String(length=120), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('search', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=120), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('added_at', MOMENT, nullable=False),
    sa.Column('deactivated_at', MOMENT, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people')),
    sa.UniqueConstraint('login', name=op.f('uq_people_login'))
    )
    op.create_table('person_keys',
    sa.Column('id', sa.String(length=120), nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('erased_at', MOMENT, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_keys')),
    sa.UniqueConstraint('municipality', 'subject', name=op.f('uq_person_keys_municipality_subject'))
    )
    op.create_table('settings',
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('changed_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_settings'))
    )
    op.create_table('api_tokens',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=120), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('last_used_at', MOMENT, nullable=True),
    sa.Column('revoked_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_api_tokens_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_tokens')),
    sa.UniqueConstraint('digest', name=op.f('uq_api_tokens_digest'))
    )
    op.create_index(op.f('ix_api_tokens_person_id'), 'api_tokens', ['person_id'], unique=False)
    op.create_table('bundles',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('digest', sa.String(length=120), nullable=False),
    sa.Column('published_at', MOMENT, nullable=False),
    sa.Column('published_by', ID, nullable=True),
    sa.ForeignKeyConstraint(['published_by'], ['people.id'], name=op.f('fk_bundles_published_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bundles'))
    )
    op.create_index(op.f('ix_bundles_digest'), 'bundles', ['digest'], unique=False)
    op.create_table('case_numbers',
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['municipality'], ['municipalities.code'], name=op.f('fk_case_numbers_municipality')),
    sa.PrimaryKeyConstraint('municipality', 'year', name=op.f('pk_case_numbers'))
    )
    op.create_table('idempotency_keys',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('request', sa.String(length=120), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_idempotency_keys_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idempotency_keys')),
    sa.UniqueConstraint('person_id', 'key', name=op.f('uq_idempotency_keys_person_id_key'))
    )
    op.create_index(op.f('ix_idempotency_keys_at'), 'idempotency_keys', ['at'], unique=False)
    op.create_table('neighbourhoods',
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('district', sa.String(length=12), nullable=True),
    sa.Column('district_name', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['municipality'], ['municipalities.code'], name=op.f('fk_neighbourhoods_municipality')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_neighbourhoods'))
    )
    op.create_index(op.f('ix_neighbourhoods_municipality'), 'neighbourhoods', ['municipality'], unique=False)
    op.create_table('bundle_files',
    sa.Column('bundle_id', ID, nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['bundle_id'], ['bundles.id'], name=op.f('fk_bundle_files_bundle_id')),
    sa.PrimaryKeyConstraint('bundle_id', 'path', name=op.f('pk_bundle_files'))
    )
    op.create_table('definitions',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('bundle_id', ID, nullable=False),
    sa.Column('version_tag', sa.String(length=120), nullable=True),
    sa.Column('documentation', sa.Text(), nullable=False),
    sa.Column('settings', sa.Text(), nullable=True),
    sa.Column('published_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['bundle_id'], ['bundles.id'], name=op.f('fk_definitions_bundle_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_definitions')),
    sa.UniqueConstraint('key', 'version', name=op.f('uq_definitions_key_version'))
    )
    op.create_table('memberships',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('role', sa.String(length=120), nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('neighbourhood', sa.String(length=12), nullable=True),
    sa.Column('since', MOMENT, nullable=False),
    sa.Column('until', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['municipality'], ['municipalities.code'], name=op.f('fk_memberships_municipality')),
    sa.ForeignKeyConstraint(['neighbourhood'], ['neighbourhoods.code'], name=op.f('fk_memberships_neighbourhood')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_memberships_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships'))
    )
    op.create_index(op.f('ix_memberships_municipality_role_neighbourhood'), 'memberships', ['municipality', 'role', 'neighbourhood'], unique=False)
    op.create_index(op.f('ix_memberships_person_id'), 'memberships', ['person_id'], unique=False)
    op.create_table('resources',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('kind', sa.String(length=120), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('version_tag', sa.String(length=120), nullable=True),
    sa.Column('bundle_id', ID, nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['bundle_id'], ['bundles.id'], name=op.f('fk_resources_bundle_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resources'))
    )
    op.create_index(op.f('ix_resources_kind_key_id'), 'resources', ['kind', 'key', 'id'], unique=False)
    op.create_table('cases',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('number', sa.String(length=120), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('search', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=120), nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('neighbourhood', sa.String(length=12), nullable=True),
    sa.Column('definition_id', ID, nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('parent_id', ID, nullable=True),
    sa.Column('parent_token', sa.String(length=120), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('waiting', sa.Text(), nullable=False),
    sa.Column('holders', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('opened_at', MOMENT, nullable=False),
    sa.Column('opened_by', ID, nullable=True),
    sa.Column('changed_at', MOMENT, nullable=False),
    sa.Column('closed_at', MOMENT, nullable=True),
    sa.Column('ends', sa.Text(), nullable=True),
    sa.Column('paused_at', MOMENT, nullable=True),
    sa.Column('stuck_element', sa.String(length=120), nullable=True),
    sa.Column('stuck_key', sa.String(length=120), nullable=True),
    sa.Column('stuck_params', sa.Text(), nullable=True),
    sa.Column('pending', sa.Text(), nullable=True),
    sa.Column('events', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=120), nullable=False),
    sa.CheckConstraint("status in ('open', 'paused', 'stuck', 'ended', 'cancelled')", name=op.f('ck_cases_status')),
    sa.ForeignKeyConstraint(['definition_id'], ['definitions.id'], name=op.f('fk_cases_definition_id')),
    sa.ForeignKeyConstraint(['municipality'], ['municipalities.code'], name=op.f('fk_cases_municipality')),
    sa.ForeignKeyConstraint(['neighbourhood'], ['neighbourhoods.code'], name=op.f('fk_cases_neighbourhood')),
    sa.ForeignKeyConstraint(['opened_by'], ['people.id'], name=op.f('fk_cases_opened_by')),
    sa.ForeignKeyConstraint(['parent_id'], ['cases.id'], name=op.f('fk_cases_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('number', name=op.f('uq_cases_number'))
    )
    op.create_index(op.f('ix_cases_definition_id'), 'cases', ['definition_id'], unique=False)
    op.create_index(op.f('ix_cases_municipality_neighbourhood_id'), 'cases', ['municipality', 'neighbourhood', 'id'], unique=False)
    op.create_index('ix_cases_municipality_open', 'cases', ['municipality', 'id'], unique=False, postgresql_where=sa.text("status in ('open', 'paused', 'stuck')"), sqlite_where=sa.text("status in ('open', 'paused', 'stuck')"))
    op.create_index(op.f('ix_cases_parent_id'), 'cases', ['parent_id'], unique=False)
    op.create_index('ix_cases_stuck', 'cases', ['municipality'], unique=False, postgresql_where=sa.text("status = 'stuck'"), sqlite_where=sa.text("status = 'stuck'"))
    op.create_table('case_events',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('kind', sa.String(length=120), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('person_id', ID, nullable=True),
    sa.Column('on_behalf_of', ID, nullable=True),
    sa.Column('element', sa.String(length=120), nullable=True),
    sa.Column('task_id', ID, nullable=True),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('previous', sa.String(length=120), nullable=False),
    sa.Column('hash', sa.String(length=120), nullable=False),
    sa.Column('pending', sa.Boolean(), nullable=False),
    sa.Column('lease_until', MOMENT, nullable=True),
    sa.Column('lease_token', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_events_case_id')),
    sa.ForeignKeyConstraint(['on_behalf_of'], ['people.id'], name=op.f('fk_case_events_on_behalf_of')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_case_events_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_events')),
    sa.UniqueConstraint('case_id', 'number', name=op.f('uq_case_events_case_id_number'))
    )
    op.create_index('ix_case_events_pending', 'case_events', ['id'], unique=False, postgresql_where=sa.text('pending'), sqlite_where=sa.text('pending = 1'))
    op.create_table('case_people',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('why', sa.String(length=120), nullable=False),
    sa.Column('since', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_people_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_case_people_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_people')),
    sa.UniqueConstraint('case_id', 'person_id', name=op.f('uq_case_people_case_id_person_id'))
    )
    op.create_index(op.f('ix_case_people_person_id'), 'case_people', ['person_id'], unique=False)
    op.create_table('personal_values',
    sa.Column('id', sa.String(length=120), nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('subject_id', sa.String(length=120), nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('ciphertext', sa.LargeBinary(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=True),
    sa.Column('basis', sa.Text(), nullable=True),
    sa.Column('retention', sa.String(length=120), nullable=True),
    sa.Column('visibility', sa.Text(), nullable=False),
    sa.Column('author_id', ID, nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_personal_values_author_id')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_personal_values_case_id')),
    sa.ForeignKeyConstraint(['subject_id'], ['person_keys.id'], name=op.f('fk_personal_values_subject_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_values'))
    )
    op.create_index(op.f('ix_personal_values_case_id'), 'personal_values', ['case_id'], unique=False)
    op.create_index(op.f('ix_personal_values_subject_id'), 'personal_values', ['subject_id'], unique=False)
    op.create_table('role_holders',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('role', sa.String(length=120), nullable=False),
    sa.Column('person_id', ID, nullable=True),
    sa.Column('since', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_role_holders_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_role_holders_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_holders')),
    sa.UniqueConstraint('case_id', 'role', name=op.f('uq_role_holders_case_id_role'))
    )
    op.create_index(op.f('ix_role_holders_person_id'), 'role_holders', ['person_id'], unique=False)
    op.create_table('tasks',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('neighbourhood', sa.String(length=12), nullable=True),
    sa.Column('token', sa.String(length=120), nullable=True),
    sa.Column('process', sa.String(length=120), nullable=False),
    sa.Column('element', sa.String(length=120), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('item', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(length=120), nullable=False),
    sa.Column('role', sa.String(length=120), nullable=False),
    sa.Column('roles', sa.Text(), nullable=False),
    sa.Column('reserved_for', ID, nullable=True),
    sa.Column('claimant_id', ID, nullable=True),
    sa.Column('board', sa.String(length=120), nullable=False),
    sa.Column('phase', sa.String(length=120), nullable=True),
    sa.Column('form', sa.String(length=120), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('due_at', MOMENT, nullable=True),
    sa.Column('first_due_at', MOMENT, nullable=True),
    sa.Column('due_explanation', sa.Text(), nullable=True),
    sa.Column('quiet', sa.Boolean(), nullable=False),
    sa.Column('sort_at', MOMENT, nullable=False),
    sa.Column('follow_up_at', MOMENT, nullable=True),
    sa.Column('warning', sa.String(length=120), nullable=True),
    sa.Column('further', sa.Boolean(), nullable=False),
    sa.Column('drafted', sa.Boolean(), nullable=False),
    sa.Column('handed', sa.Boolean(), nullable=False),
    sa.Column('answers', sa.Text(), nullable=True),
    sa.Column('opened_at', MOMENT, nullable=False),
    sa.Column('claimed_at', MOMENT, nullable=True),
    sa.Column('closed_at', MOMENT, nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.CheckConstraint("status in ('open', 'claimed', 'completed', 'cancelled')", name=op.f('ck_tasks_status')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_tasks_case_id')),
    sa.ForeignKeyConstraint(['claimant_id'], ['people.id'], name=op.f('fk_tasks_claimant_id')),
    sa.ForeignKeyConstraint(['reserved_for'], ['people.id'], name=op.f('fk_tasks_reserved_for')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tasks'))
    )
    op.create_index(op.f('ix_tasks_case_id_status'), 'tasks', ['case_id', 'status'], unique=False)
    op.create_index(op.f('ix_tasks_claimant_id_case_id'), 'tasks', ['claimant_id', 'case_id'], unique=False)
    op.create_index('ix_tasks_inbox', 'tasks', ['municipality', 'role', 'sort_at', 'id'], unique=False, postgresql_where=sa.text("status in ('open', 'claimed')"), sqlite_where=sa.text("status in ('open', 'claimed')"))
    op.create_index('ix_tasks_mine', 'tasks', ['claimant_id', 'sort_at', 'id'], unique=False, postgresql_where=sa.text("status in ('open', 'claimed')"), sqlite_where=sa.text("status in ('open', 'claimed')"))
    op.create_index('ix_tasks_reserved', 'tasks', ['reserved_for', 'sort_at', 'id'], unique=False, postgresql_where=sa.text("status in ('open', 'claimed')"), sqlite_where=sa.text("status in ('open', 'claimed')"))
    op.create_table('waits',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(length=120), nullable=False),
    sa.Column('token', sa.String(length=120), nullable=False),
    sa.Column('process', sa.String(length=120), nullable=False),
    sa.Column('element', sa.String(length=120), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=True),
    sa.Column('key', sa.Text(), nullable=True),
    sa.Column('waits_for', sa.Text(), nullable=True),
    sa.Column('board', sa.String(length=120), nullable=False),
    sa.Column('payload', sa.Text(), nullable=True),
    sa.Column('child_id', ID, nullable=True),
    sa.Column('since', MOMENT, nullable=False),
    sa.Column('retries', sa.Integer(), nullable=True),
    sa.Column('lease_until', MOMENT, nullable=True),
    sa.Column('lease_token', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('message', 'signal', 'job', 'call', 'adhoc')", name=op.f('ck_waits_kind')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_waits_case_id')),
    sa.ForeignKeyConstraint(['child_id'], ['cases.id'], name=op.f('fk_waits_child_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waits')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_waits_case_id'), 'waits', ['case_id'], unique=False)
    op.create_index(op.f('ix_waits_municipality_kind_name_key'), 'waits', ['municipality', 'kind', 'name', 'key'], unique=False)
    op.create_table('deadlines',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('case_id', ID, nullable=True),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=120), nullable=False),
    sa.Column('token', sa.String(length=120), nullable=True),
    sa.Column('element', sa.String(length=120), nullable=True),
    sa.Column('task_id', ID, nullable=True),
    sa.Column('wait_id', ID, nullable=True),
    sa.Column('message_id', ID, nullable=True),
    sa.Column('role', sa.String(length=120), nullable=True),
    sa.Column('due_at', MOMENT, nullable=False),
    sa.Column('first_due_at', MOMENT, nullable=False),
    sa.Column('explanation', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('set_at', MOMENT, nullable=False),
    sa.Column('fired_at', MOMENT, nullable=True),
    sa.Column('lease_until', MOMENT, nullable=True),
    sa.Column('lease_token', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('timer', 'due', 'reminder', 'escalation', 'message_expiry')", name=op.f('ck_deadlines_kind')),
    sa.CheckConstraint("state in ('waiting', 'fired', 'cleared')", name=op.f('ck_deadlines_state')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_deadlines_case_id')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_deadlines_message_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_deadlines_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deadlines'))
    )
    op.create_index('ix_deadlines_case_waiting', 'deadlines', ['case_id', 'token'], unique=False, postgresql_where=sa.text("state = 'waiting'"), sqlite_where=sa.text("state = 'waiting'"))
    op.create_index('ix_deadlines_due', 'deadlines', ['due_at', 'id'], unique=False, postgresql_where=sa.text("state = 'waiting'"), sqlite_where=sa.text("state = 'waiting'"))
    op.create_index(op.f('ix_deadlines_task_id'), 'deadlines', ['task_id'], unique=False)
    op.create_table('drafts',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('task_id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('answers', sa.Text(), nullable=False),
    sa.Column('saved_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_drafts_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_drafts_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_drafts_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drafts')),
    sa.UniqueConstraint('task_id', 'person_id', name=op.f('uq_drafts_task_id_person_id'))
    )
    op.create_table('handoffs',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('task_id', ID, nullable=True),
    sa.Column('kind', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=120), nullable=False),
    sa.Column('from_role', sa.String(length=120), nullable=True),
    sa.Column('from_person', ID, nullable=True),
    sa.Column('to_role', sa.String(length=120), nullable=True),
    sa.Column('to_person', ID, nullable=True),
    sa.Column('from_board', sa.String(length=120), nullable=True),
    sa.Column('to_board', sa.String(length=120), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('question', sa.Text(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('given_at', MOMENT, nullable=False),
    sa.Column('answered_at', MOMENT, nullable=True),
    sa.Column('accepted_by', ID, nullable=True),
    sa.CheckConstraint("kind in ('automatic', 'by_hand')", name=op.f('ck_handoffs_kind')),
    sa.CheckConstraint("state in ('offered', 'asked', 'accepted', 'returned', 'withdrawn')", name=op.f('ck_handoffs_state')),
    sa.ForeignKeyConstraint(['accepted_by'], ['people.id'], name=op.f('fk_handoffs_accepted_by')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_handoffs_case_id')),
    sa.ForeignKeyConstraint(['from_person'], ['people.id'], name=op.f('fk_handoffs_from_person')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_handoffs_task_id')),
    sa.ForeignKeyConstraint(['to_person'], ['people.id'], name=op.f('fk_handoffs_to_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handoffs'))
    )
    op.create_index(op.f('ix_handoffs_case_id'), 'handoffs', ['case_id'], unique=False)
    op.create_index(op.f('ix_handoffs_task_id'), 'handoffs', ['task_id'], unique=False)
    op.create_index('ix_handoffs_waiting', 'handoffs', ['municipality', 'to_role', 'given_at'], unique=False, postgresql_where=sa.text("state in ('offered', 'asked')"), sqlite_where=sa.text("state in ('offered', 'asked')"))
    op.create_table('notices',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('kind', sa.String(length=120), nullable=False),
    sa.Column('role', sa.String(length=120), nullable=True),
    sa.Column('case_id', ID, nullable=True),
    sa.Column('task_id', ID, nullable=True),
    sa.Column('handoff_id', ID, nullable=True),
    sa.Column('event_id', ID, nullable=True),
    sa.Column('params', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=120), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('sent_at', MOMENT, nullable=True),
    sa.Column('read_at', MOMENT, nullable=True),
    sa.Column('lease_until', MOMENT, nullable=True),
    sa.Column('lease_token', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_notices_case_id')),
    sa.ForeignKeyConstraint(['event_id'], ['case_events.id'], name=op.f('fk_notices_event_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_notices_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_notices_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('event_id', 'person_id', 'kind', name=op.f('uq_notices_event_id_person_id_kind'))
    )
    op.create_index(op.f('ix_notices_case_id'), 'notices', ['case_id'], unique=False)
    op.create_index(op.f('ix_notices_person_id_read_at_id'), 'notices', ['person_id', 'read_at', 'id'], unique=False)
    op.create_index('ix_notices_waiting', 'notices', ['id'], unique=False, postgresql_where=sa.text("state = 'waiting'"), sqlite_where=sa.text("state = 'waiting'"))
    op.create_table('personal_names',
    sa.Column('value_id', sa.String(length=120), nullable=False),
    sa.Column('word', sa.String(length=120), nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('subject_id', sa.String(length=120), nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_personal_names_case_id')),
    sa.ForeignKeyConstraint(['subject_id'], ['person_keys.id'], name=op.f('fk_personal_names_subject_id')),
    sa.ForeignKeyConstraint(['value_id'], ['personal_values.id'], name=op.f('fk_personal_names_value_id')),
    sa.PrimaryKeyConstraint('value_id', 'word', name=op.f('pk_personal_names'))
    )
    op.create_index(op.f('ix_personal_names_municipality_word'), 'personal_names', ['municipality', 'word'], unique=False)
    op.create_table('task_candidates',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('task_id', ID, nullable=False),
    sa.Column('municipality', sa.String(length=12), nullable=False),
    sa.Column('neighbourhood', sa.String(length=12), nullable=True),
    sa.Column('role', sa.String(length=120), nullable=True),
    sa.Column('person_id', ID, nullable=True),
    sa.Column('why', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_task_candidates_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_task_candidates_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_candidates'))
    )
    op.create_index(op.f('ix_task_candidates_municipality_role'), 'task_candidates', ['municipality', 'role'], unique=False)
    op.create_index(op.f('ix_task_candidates_person_id'), 'task_candidates', ['person_id'], unique=False)
    op.create_index(op.f('ix_task_candidates_task_id'), 'task_candidates', ['task_id'], unique=False)

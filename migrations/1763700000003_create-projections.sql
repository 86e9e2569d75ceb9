-- Up Migration

-- The release's version of each projection, and how often a replay of all its streams was asked for.
create table projections (
  name text primary key,
  version integer not null,
  replays integer not null default 0,
  replay_asked_at timestamptz
);

create table projection_cursors (
  account_id bigint not null,
  projection text not null,
  position bigint not null default 0,
  version integer not null,
  replays integer not null default 0,
  last_updated_at timestamptz(3) not null default clock_timestamp(),
  failures integer not null default 0,
  failed_position bigint,
  error text,
  retry_at timestamptz,
  parked_at timestamptz,
  primary key (account_id, projection)
) with (fillfactor = 50);
create index projection_cursors_parked on projection_cursors (projection, account_id) where parked_at is not null;

create table projected_accounts (
  account_id bigint primary key,
  time_zone text not null,
  locale text not null,
  morning_hour integer not null,
  morning_email boolean not null,
  opened_at timestamptz(3) not null,
  last_updated_at timestamptz(3) not null
);

create table projected_contacts (
  account_id bigint not null,
  name text not null,
  name_key text not null,
  contact bigint not null,
  description text not null,
  contact_method text not null,
  interaction_days jsonb not null,
  last_interacted_on date,
  meeting bigint,
  next_meeting_on date,
  next_meeting_time text,
  next_meeting_time_zone text,
  next_meeting_at timestamptz(3),
  next_meeting_notes text not null,
  created_at timestamptz(3) not null,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, name)
);
create unique index projected_contacts_by_name_key on projected_contacts (account_id, name_key);
create unique index projected_contacts_by_contact on projected_contacts (account_id, contact);
create index projected_contacts_in_name_order on projected_contacts (account_id, name collate "und-x-icu", contact);
create index projected_contacts_in_last_interaction_order
  on projected_contacts (account_id, last_interacted_on desc nulls last, name collate "und-x-icu", contact);
create index projected_contacts_in_next_meeting_order
  on projected_contacts (account_id, next_meeting_at, name collate "und-x-icu", contact)
  where next_meeting_at is not null;

create table projected_deleted_contacts (
  like projected_contacts,
  deleted_at timestamptz(3) not null,
  primary key (account_id, contact)
);

-- Names that contacts bore before; an old link finds its contact by them.
create table projected_former_names (
  account_id bigint not null,
  name_key text not null,
  contact bigint not null,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, name_key)
);
create index projected_former_names_by_contact on projected_former_names (account_id, contact);

create table projected_meetings (
  account_id bigint not null,
  meeting bigint not null,
  contact bigint not null,
  meeting_on date,
  meeting_time text,
  time_zone text,
  notes text not null,
  email text check (email in ('sent', 'missed', 'uncertain')),
  email_for date,
  email_at timestamptz(3),
  email_reason text,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, meeting)
);
create index projected_meetings_by_contact on projected_meetings (account_id, contact, meeting_on desc);

create table projected_interactions (
  account_id bigint not null,
  interaction bigint not null,
  contact bigint not null,
  interacted_on date not null,
  description text not null,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, interaction)
);
create index projected_interactions_by_contact
  on projected_interactions (account_id, contact, interacted_on desc, interaction desc);

-- A row a mail that is still to be sent, or to be recorded as missed.
create table projected_meeting_notes_emails (
  account_id bigint not null,
  contact_name text not null,
  contact bigint not null,
  meeting bigint not null,
  meeting_notes text not null,
  meeting_on date not null,
  dated_by bigint not null,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, contact_name, meeting_on)
);
create index projected_meeting_notes_emails_by_contact on projected_meeting_notes_emails (account_id, contact);
create index projected_meeting_notes_emails_by_day on projected_meeting_notes_emails (meeting_on, account_id);

-- What that projection has to know of every contact, so that a later event can bring a row back.
create table projected_meeting_notes_email_contacts (
  account_id bigint not null,
  contact bigint not null,
  contact_name text not null,
  deleted boolean not null,
  meeting bigint,
  meeting_on date,
  dated_by bigint,
  meeting_notes text not null,
  earlier jsonb not null,
  settled_days jsonb not null,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, contact)
);

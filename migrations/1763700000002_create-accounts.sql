-- Up Migration

-- An address to sign in with and to receive mail at. Not in any event.
create table credentials (
  account_id bigint primary key references streams,
  email text not null,
  email_key text not null unique,
  password_hash text not null,
  password_changed_at timestamptz not null default clock_timestamp()
);

-- Only digests of tokens are stored.
create table one_time_tokens (
  digest bytea primary key,
  purpose text not null,
  account_id bigint,
  email text,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
create index one_time_tokens_by_account on one_time_tokens (account_id) where account_id is not null;

-- `written` is the newest position that this browser wrote; a page is not shown before its projections have it.
create table sessions (
  sid text primary key,
  sess json not null,
  expire timestamptz(6) not null,
  written bigint not null default 0,
  written_at timestamptz
);
create index sessions_by_expiry on sessions (expire);
create index sessions_by_account on sessions ((sess ->> 'accountId'));

-- One claim a contact and day, so that a mail goes out once whoever runs.
create table mail_claims (
  account_id bigint not null,
  contact bigint not null,
  meeting bigint not null,
  meeting_on date not null,
  cause bigint not null,
  claim uuid not null,
  claimed_at timestamptz not null default clock_timestamp(),
  handed_over_at timestamptz,
  primary key (account_id, contact, meeting_on)
);

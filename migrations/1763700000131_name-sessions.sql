-- Up Migration

-- What tells one's browsers apart: a handle that gives nothing away, the browser in words, when it was last seen. No
-- addresses, and not what the browser said of itself.
alter table sessions
  add column handle uuid not null default gen_random_uuid(),
  add column browser text not null default 'A browser',
  add column signed_in_at timestamptz not null default clock_timestamp(),
  add column last_seen_at timestamptz not null default clock_timestamp();

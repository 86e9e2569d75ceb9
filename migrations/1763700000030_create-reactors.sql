-- Up Migration

-- Reactors that were released here. One that is new begins at the head of every stream.
create table reactors (
  name text primary key,
  released_at timestamptz not null default clock_timestamp()
);

-- How far each came in each stream. A stream without a cursor is newer than the reactor: it begins at 0.
create table reactor_cursors (
  account_id bigint not null,
  reactor text not null,
  position bigint not null default 0,
  last_updated_at timestamptz(3) not null default clock_timestamp(),
  failures integer not null default 0,
  failed_position bigint,
  failing_since timestamptz,
  error text,
  retry_at timestamptz,
  parked_at timestamptz,
  primary key (account_id, reactor)
) with (fillfactor = 50);

-- What left the house and has no answer yet: noted outside the cursor's transaction, so that it survives a kill.
create table reactor_hand_overs (
  account_id bigint not null,
  reactor text not null,
  position bigint not null,
  handed_over_at timestamptz not null default clock_timestamp(),
  primary key (account_id, reactor, position)
);

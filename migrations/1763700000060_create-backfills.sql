-- Up Migration

-- Backfills that were released here: each derives, once a stream, a fact that old events lack.
create table backfills (
  name text primary key,
  released_at timestamptz not null default clock_timestamp()
);

-- Streams that a backfill has not looked at yet.
create table backfill_streams (
  account_id bigint not null,
  backfill text not null,
  primary key (account_id, backfill)
);

-- Up Migration

-- A masked event keeps its place, its type, who and when; its payload holds placeholders, and no fold regards it.
alter table events add column masked boolean not null default false;

-- A closed stream takes no more events.
alter table streams add column closed_at timestamptz(3);

-- The ledger of what was erased by law. `subject` null: the whole account. `began_at`: when the first event of what was
-- erased happened, so that a line is never taken for somebody else's. It holds nothing of what was erased.
create table erasures (
  account_id bigint not null,
  erasure bigint generated always as identity,
  subject bigint,
  entity_id bigint not null,
  began_at timestamptz(3) not null,
  erased_at timestamptz(3) not null default clock_timestamp(),
  transaction xid8 not null default pg_current_xact_id(),
  primary key (account_id, erasure)
);
create trigger erasures_never_change before update or delete or truncate on erasures
  for each statement execute function refuse_change();

-- When dead rows, statistics and the write-ahead log were last rid of what was erased.
create table scrubs (
  finished_at timestamptz(3) primary key
);

-- The one door: an event is masked, and nothing else of it changes, while this very transaction leaves a line in the
-- ledger about its subject.
create function refuse_all_but_masking() returns trigger language plpgsql as $$
begin
  if new.masked and old.subject is not distinct from new.subject
    and (old.account_id, old.position, old.id, old.event_type_id, old.entity_id, old.created_at)
      = (new.account_id, new.position, new.id, new.event_type_id, new.entity_id, new.created_at)
    and exists (
      select from erasures e
      where e.account_id = old.account_id and (e.subject is null or e.subject = old.subject)
        and e.transaction = pg_current_xact_id()
    )
  then
    return new;
  end if;
  raise exception '% on % is refused: what happened does not change', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end $$;
create function refuse_unless_masking() returns trigger language plpgsql as $$
begin
  if not exists (select from erasures where transaction = pg_current_xact_id()) then
    raise exception '% on % is refused: what happened does not change', tg_op, tg_table_name
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
drop trigger events_never_change on events;
create trigger events_never_change before delete or truncate on events
  for each statement execute function refuse_change();
create trigger events_never_change_unless_masked before update on events
  for each statement execute function refuse_unless_masking();
create trigger events_change_by_masking_alone before update on events
  for each row execute function refuse_all_but_masking();

-- Masks events of one subject (null: of any in the account), and writes the ledger's line with the first of them.
-- Returns how many events were masked.
create function mask_events(
  account bigint, about bigint, entity bigint, positions bigint[], payloads jsonb[], metadatas jsonb[]
) returns bigint language plpgsql security definer set search_path from current as $$
declare
  masked_now bigint;
begin
  insert into erasures (account_id, subject, entity_id, began_at)
    select account, about, entity, e.created_at from events e
    where e.account_id = account and e.position = coalesce(about, 1) and not exists (
      select from erasures known
      where known.account_id = account and known.subject is not distinct from about
        and known.transaction = pg_current_xact_id()
    );
  update events e set payload = m.payload, metadata = m.metadata, masked = true
    from unnest(positions, payloads, metadatas) m (position, payload, metadata)
    where e.account_id = account and e.position = m.position and (about is null or e.subject = about);
  get diagnostics masked_now = row_count;
  return masked_now;
end $$;

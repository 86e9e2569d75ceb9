-- Up Migration

-- How often rows of the stream were erased: a rebuild that folded events before an erasure starts over.
alter table projection_cursors add column erasures integer not null default 0;

-- Every row belongs to one contact, so that forgetting a contact never reveals a row of another. Empty until version 7
-- of the contacts projection has rebuilt it.
create table projected_former_names_of_contacts (
  account_id bigint not null,
  name_key text not null,
  contact bigint not null,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, name_key, contact)
);
create index projected_former_names_of_contacts_by_contact
  on projected_former_names_of_contacts (account_id, contact);

-- The previous table stays for older releases that are still running, and stays empty: nothing would erase its names.
truncate projected_former_names;
create function discard_row() returns trigger language plpgsql as $$
begin
  return null;
end $$;
create trigger projected_former_names_stay_empty before insert on projected_former_names
  for each row execute function discard_row();

-- Events of one subject (null: of any in the account) are masked in several short transactions. Masking is allowed for
-- subjects in the ledger; the first transaction writes the line.
drop trigger events_never_change_unless_masked on events;
drop function refuse_unless_masking();
create or replace function refuse_all_but_masking() returns trigger language plpgsql as $$
begin
  if new.masked and old.subject is not distinct from new.subject
    and (old.account_id, old.position, old.id, old.event_type_id, old.entity_id, old.created_at)
      = (new.account_id, new.position, new.id, new.event_type_id, new.entity_id, new.created_at)
    and exists (
      select from erasures e
      where e.account_id = old.account_id and (e.subject is null or e.subject = old.subject)
    )
  then
    return new;
  end if;
  raise exception '% on % is refused: what happened does not change', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end $$;
create or replace function mask_events(
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
    );
  update events e set payload = m.payload, metadata = m.metadata, masked = true
    from unnest(positions, payloads, metadatas) m (position, payload, metadata)
    where e.account_id = account and e.position = m.position and (about is null or e.subject = about);
  get diagnostics masked_now = row_count;
  return masked_now;
end $$;

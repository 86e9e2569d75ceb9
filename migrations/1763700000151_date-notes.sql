-- Up Migration

-- When a meeting's notes were written last. Null until version 5 of the contacts projection has rebuilt the row.
alter table projected_meetings add column notes_at timestamptz(3);
create index projected_meetings_in_notes_order on projected_meetings (account_id, notes_at) where notes_at is not null;

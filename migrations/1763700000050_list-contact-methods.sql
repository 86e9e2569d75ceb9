-- Up Migration

-- Empty until version 4 of the contacts projection has rebuilt the row. contact_method stays, as the preferred one:
-- an older release that still runs reads it.
alter table projected_contacts add column contact_methods jsonb not null default '[]';
alter table projected_deleted_contacts add column contact_methods jsonb not null default '[]';

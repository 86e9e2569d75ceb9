-- Up Migration

-- An account whose log was imported: its mails go to the outbox folder, whatever mail server there is.
alter table credentials add column outbox_only boolean not null default false;

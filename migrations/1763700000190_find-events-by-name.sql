-- Up Migration

-- Finds the subjects that have or had a name: commands decide on their events.
create index events_by_name_key on events (account_id, (payload ->> 'name_key')) where payload ? 'name_key';

-- Up Migration

-- The interaction that fulfilled the meeting, if it took place.
alter table projected_meetings add column interaction bigint;

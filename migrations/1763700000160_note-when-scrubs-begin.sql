-- Up Migration

-- What is erased while tables are written anew may leave dead rows in those that are done already.
alter table scrubs add column began_at timestamptz(3);

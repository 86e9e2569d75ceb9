-- Up Migration

-- Empty until version 5 of the contacts projection has rebuilt the row. The defaults are for an older release that
-- still runs, and does not know the columns.
alter table projected_contacts
  add column tags jsonb not null default '[]',
  add column stay_in_touch_every integer,
  add column stay_in_touch_since date,
  add column stay_in_touch_on date,
  add column stay_in_touch_reminded_for date,
  add column example boolean not null default false;
alter table projected_deleted_contacts
  add column tags jsonb not null default '[]',
  add column stay_in_touch_every integer,
  add column stay_in_touch_since date,
  add column stay_in_touch_on date,
  add column stay_in_touch_reminded_for date,
  add column example boolean not null default false;
create index projected_contacts_in_stay_in_touch_order on projected_contacts (account_id, stay_in_touch_on)
  where stay_in_touch_on is not null;
create index projected_contacts_examples on projected_contacts (account_id, contact) where example;

-- The tags of contacts that are not deleted.
create table projected_contact_tags (
  account_id bigint not null,
  tag_key text not null,
  contact bigint not null,
  tag text not null,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, tag_key, contact)
);
create index projected_contact_tags_by_contact on projected_contact_tags (account_id, contact);

-- Up Migration

-- What an account that never said otherwise has; an older release that still runs writes none of these.
alter table projected_accounts
  add column date_format text not null default 'locale',
  add column appearance text not null default 'system',
  add column stay_in_touch_email boolean not null default false;

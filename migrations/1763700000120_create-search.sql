-- Up Migration

-- What is searched, folded: see src/domain/projections/search.ts. No index but the keys: a search reads what one account
-- has, which takes as long as that is much; see docs/architecture.md for what one by trigrams or words would cost.
create table projected_search_people (
  account_id bigint not null,
  contact bigint not null,
  name text not null,
  reach text not null,
  description text not null,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, contact)
);

create table projected_search_texts (
  account_id bigint not null,
  part bigint not null,
  contact bigint not null,
  kind text not null check (kind in ('interaction', 'notes')),
  folded text not null,
  last_updated_at timestamptz(3) not null,
  primary key (account_id, part)
);

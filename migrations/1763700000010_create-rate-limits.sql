-- Up Migration

-- Attempts to sign in, sign up and reset a password. Keys are keyed digests: no address stands here.
-- Columns and their order are those that rate-limiter-flexible writes; `expire` is in milliseconds.
create table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index rate_limits_by_expiry on rate_limits (expire);

-- Up Migration

-- A closed stream moves no more: whoever decided on it before loses the race, however often they try.
create function stay_closed() returns trigger language plpgsql as $$
begin
  return null;
end $$;
create trigger streams_stay_closed before update of head on streams
  for each row when (old.closed_at is not null and new.head <> old.head) execute function stay_closed();

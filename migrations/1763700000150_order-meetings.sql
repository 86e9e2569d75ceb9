-- Up Migration

-- What comes and what was, over all contacts: pages of meetings walk it forwards and backwards.
create index projected_meetings_in_order
  on projected_meetings (account_id, meeting_on, meeting_time nulls first, meeting) where meeting_on is not null;

-- Notes that wait for a day.
create index projected_contacts_with_undated_notes on projected_contacts (account_id, last_updated_at)
  where meeting is not null and next_meeting_on is null;

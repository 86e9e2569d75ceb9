-- Up Migration

-- Notes of some kilobytes are stored apart from their rows, compressed. A row is written anew with every event about its
-- contact, and compressing its texts again each time was half of what writing rows cost, in a replay two fifths of all of
-- PostgreSQL's work. Uncompressed, such notes take twice the room in the projections; the log keeps them compressed.
-- What is stored already stays as it is.
alter table projected_contacts
  alter next_meeting_notes set storage external,
  alter next_meeting_notes_html set storage external;
alter table projected_deleted_contacts
  alter next_meeting_notes set storage external,
  alter next_meeting_notes_html set storage external;
alter table projected_meetings
  alter notes set storage external,
  alter notes_html set storage external;
alter table projected_meeting_notes_emails alter meeting_notes set storage external;
alter table projected_meeting_notes_email_contacts alter meeting_notes set storage external;
alter table projected_search_texts alter folded set storage external;

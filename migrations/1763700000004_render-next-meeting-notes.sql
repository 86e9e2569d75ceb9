-- Up Migration

-- Empty until version 2 of the contacts projection has rebuilt the row.
alter table projected_contacts add column next_meeting_notes_html text not null default '';
alter table projected_deleted_contacts add column next_meeting_notes_html text not null default '';
alter table projected_meetings add column notes_html text not null default '';

-- Up Migration

-- Several claims can be of one mail: they have the same claim and Message-ID. One without a meeting is about a contact
-- whose day to be in touch has come, which stands in meeting_on.
alter table mail_claims
  alter column meeting drop not null,
  alter column cause drop not null,
  add column message_id text;

-- Whom a morning mail has still to mention. Written where somebody counts days, and then seldom.
create index projected_contacts_to_remind on projected_contacts (account_id, stay_in_touch_on)
  where stay_in_touch_on is not null
    and (stay_in_touch_reminded_for is null or stay_in_touch_reminded_for < stay_in_touch_on);
create index projected_accounts_to_remind on projected_accounts (account_id) where stay_in_touch_email;

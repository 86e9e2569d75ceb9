import { given } from '../../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  contactDescriptionChanged,
  contactForgotten,
  contactMethodChanged,
  contactRenamed,
  contactRestored,
  interactionCorrected,
  interactionRecorded,
  interactionRemoved,
  meetingCancelled,
  meetingFulfilled,
  meetingMoved,
  meetingNotesEmailMissed,
  meetingNotesEmailSent,
  meetingNotesEmailUncertain,
  meetingNotesWritten,
  meetingPlanned,
  stayInTouchChosen,
  stayInTouchEnded,
  stayInTouchReminded,
  tagAdded,
  tagRemoved,
} from '../../support/happened';
import { moment, Stream } from '../../support/stream';

// 1 opens the account. 2 is Bob, the subject of the tests. 3 is Ann, the bystander, with an interaction and a meeting.
const before = [
  accountOpened(),
  contactCreated('Bob', { description: 'Paints.', contact_methods: 'work\tbob@example.org\n@bob' }),
  contactCreated('Ann'),
  interactionRecorded(3, '2026-11-02'),
  meetingPlanned(3, '2026-12-01', { time: '12:00' }),
];
const ann = {
  name: 'Ann',
  name_key: 'ann',
  contact: 3,
  description: '',
  contact_methods: [],
  contact_method: '',
  last_interacted_on: '2026-11-02',
  meeting: 5,
  next_meeting_on: '2026-12-01',
  next_meeting_time: '12:00',
  next_meeting_notes: '',
  created_at: moment(3),
  last_updated_at: moment(5),
};
const annsMeeting = { contact: 3, meeting: 5, meeting_on: '2026-12-01', notes: '', email: null };

describe('contacts', () => {
  test('a new contact has what was entered and nothing else', () =>
    given(...before).then({
      contacts: [
        {
          name: 'Bob',
          name_key: 'bob',
          contact: 2,
          description: 'Paints.',
          contact_methods: [
            { kind: 'email', label: 'work', value: 'bob@example.org' },
            { kind: 'handle', label: '', value: '@bob' },
          ],
          contact_method: 'bob@example.org',
          tags: [],
          stay_in_touch_every: null,
          stay_in_touch_since: null,
          stay_in_touch_on: null,
          stay_in_touch_reminded_for: null,
          example: false,
          interaction_days: {},
          last_interacted_on: null,
          meeting: null,
          next_meeting_on: null,
          next_meeting_time: null,
          next_meeting_time_zone: null,
          next_meeting_at: null,
          next_meeting_notes: '',
          next_meeting_notes_html: '',
          created_at: moment(2),
          last_updated_at: moment(2),
        },
        ann,
      ],
      deletedContacts: [],
      formerNames: [],
    }));

  test('a renamed contact keeps everything else, and its former name is stored', () =>
    given(...before, contactRenamed(2, 'Rob')).then({
      contacts: [
        { name: 'Rob', name_key: 'rob', contact: 2, description: 'Paints.', last_updated_at: moment(6) },
        ann,
      ],
      formerNames: [{ name_key: 'bob', contact: 2, last_updated_at: moment(6) }],
    }));

  test('a change of capitalization stores no former name', () =>
    given(...before, contactRenamed(2, 'BOB')).then({
      contacts: [{ name: 'BOB', name_key: 'bob' }, ann],
      formerNames: [],
    }));

  test('a contact renamed from A to B and back to A is named A and has both as former names', () =>
    given(...before, contactRenamed(2, 'Rob'), contactRenamed(2, 'Bob')).then({
      contacts: [{ name: 'Bob', contact: 2 }, ann],
      formerNames: [
        { name_key: 'bob', contact: 2 },
        { name_key: 'rob', contact: 2 },
      ],
    }));

  test('a former name is kept for each contact that had it', () =>
    given(...before, contactRenamed(2, 'Rob'), contactRenamed(3, 'Bob'), contactRenamed(3, 'Anna')).then({
      contacts: [{ name: 'Rob' }, { ...ann, name: 'Anna', name_key: 'anna', last_updated_at: moment(8) }],
      formerNames: [
        { name_key: 'bob', contact: 2 },
        { name_key: 'ann', contact: 3 },
        { name_key: 'bob', contact: 3 },
      ],
    }));

  test('two contacts can swap names through a third name', () =>
    given(...before, contactRenamed(2, 'X'), contactRenamed(3, 'Bob'), contactRenamed(2, 'Ann')).then({
      contacts: [
        { name: 'Ann', contact: 2, description: 'Paints.' },
        { name: 'Bob', contact: 3, description: '' },
      ],
    }));

  test('changing the description and the contact methods changes nothing else', () =>
    given(...before, contactDescriptionChanged(2, 'Sings.'), contactMethodChanged(2, '@bob')).then({
      contacts: [
        {
          name: 'Bob',
          description: 'Sings.',
          contact_methods: [{ kind: 'handle', label: '', value: '@bob' }],
          contact_method: '@bob',
        },
        ann,
      ],
    }));

  test('a deleted contact moves to the deleted contacts with all of its data', () =>
    given(...before, interactionRecorded(2, '2026-11-01'), contactDeleted(2)).then({
      contacts: [ann],
      deletedContacts: [{ name: 'Bob', contact: 2, last_interacted_on: '2026-11-01', deleted_at: moment(7) }],
    }));

  test('a restored contact has its data back and no longer has a deletion time', () => {
    const stream = [...before, interactionRecorded(2, '2026-11-01'), contactDeleted(2), contactRestored(2)];
    const [found] = new Stream(stream)
      .tables()
      .contacts!.all()
      .filter(({ contact }) => contact === 2);
    expect(found).not.toHaveProperty('deleted_at');
    given(...stream).then({
      contacts: [{ name: 'Bob', last_interacted_on: '2026-11-01', last_updated_at: moment(8) }, ann],
      deletedContacts: [],
    });
  });

  test('a new contact has no data of a deleted one with the same name', () =>
    given(...before, interactionRecorded(2, '2026-11-01'), contactDeleted(2), contactCreated('Bob')).then({
      contacts: [ann, { name: 'Bob', contact: 8, last_interacted_on: null, description: '' }],
      deletedContacts: [{ name: 'Bob', contact: 2, last_interacted_on: '2026-11-01' }],
    }));

  test('a contact restored under a new name can still be found by its old one', () =>
    given(
      ...before,
      contactDeleted(2),
      contactCreated('Bob'),
      contactRenamed(2, 'Bob R.'),
      contactRestored(2),
    ).then({
      contacts: [{ name: 'Bob R.', contact: 2 }, ann, { name: 'Bob', contact: 7 }],
      deletedContacts: [],
      formerNames: [{ name_key: 'bob', contact: 2 }],
    }));

  test('events about a deleted contact are applied to its row, so restoring it keeps them', () =>
    given(
      ...before,
      contactDeleted(2),
      contactDescriptionChanged(2, 'Sings.'),
      interactionRecorded(2, '2026-11-01'),
      meetingNotesWritten(2, null, 'Ask.'),
    ).then({
      contacts: [ann],
      deletedContacts: [
        { description: 'Sings.', last_interacted_on: '2026-11-01', meeting: 9, next_meeting_notes: 'Ask.' },
      ],
    }));
});

describe('the date of the last interaction', () => {
  const recorded = [...before, interactionRecorded(2, '2026-11-13'), interactionRecorded(2, '2026-11-10')];

  test('is the latest date, not the one recorded last', () =>
    given(...recorded).then({ contacts: [{ last_interacted_on: '2026-11-13' }, ann] }));

  test('goes back when the latest interaction is removed', () =>
    given(...recorded, interactionRemoved(2, 6, '2026-11-13')).then({
      contacts: [{ last_interacted_on: '2026-11-10', interaction_days: { '2026-11-10': 1 } }, ann],
    }));

  test('stays when one of two interactions on that date is removed', () =>
    given(...recorded, interactionRecorded(2, '2026-11-13'), interactionRemoved(2, 6, '2026-11-13')).then({
      contacts: [{ last_interacted_on: '2026-11-13' }, ann],
    }));

  test('is empty when no interactions are left', () =>
    given(...recorded, interactionRemoved(2, 6, '2026-11-13'), interactionRemoved(2, 7, '2026-11-10')).then({
      contacts: [{ last_interacted_on: null, interaction_days: {} }, ann],
    }));

  test('changes when an interaction’s date is corrected', () =>
    given(...recorded, interactionCorrected(2, 6, '2026-11-13', '2026-11-09')).then({
      contacts: [
        { last_interacted_on: '2026-11-10', interaction_days: { '2026-11-09': 1, '2026-11-10': 1 } },
        ann,
      ],
    }));

  test('stays when only a description is corrected', () =>
    given(...recorded, interactionCorrected(2, 6, '2026-11-13', '2026-11-13', 'Tea')).then({
      contacts: [{ interaction_days: { '2026-11-13': 1, '2026-11-10': 1 } }, ann],
    }));
});

describe('tags', () => {
  const tagged = [
    ...before,
    tagAdded(2, 'Music'),
    tagAdded(3, 'Music'),
    tagAdded(2, 'Éire'),
    tagAdded(2, 'art'),
  ];
  const anns = { tag_key: 'music', contact: 3, tag: 'Music' };
  const bobs = [
    { tag_key: 'art', contact: 2, tag: 'art' },
    { tag_key: 'music', contact: 2, tag: 'Music' },
    { tag_key: 'éire', contact: 2, tag: 'Éire' },
  ];
  const annTagged = { name: 'Ann', tags: [{ tag: 'Music', key: 'music' }] };

  test('are sorted by key, and are in the tag index', () =>
    given(...tagged).then({
      contacts: [
        {
          tags: [
            { tag: 'art', key: 'art' },
            { tag: 'Music', key: 'music' },
            { tag: 'Éire', key: 'éire' },
          ],
          last_updated_at: moment(9),
        },
        annTagged,
      ],
      contactTags: [...bobs, anns],
    }));

  test('keep their first spelling', () =>
    given(...tagged, tagAdded(2, 'ART')).then({
      contacts: [{ name: 'Bob', last_updated_at: moment(10) }, annTagged],
      contactTags: [...bobs, anns],
    }));

  test('are removed from that contact only', () =>
    given(...tagged, tagRemoved(2, 'Music'), tagRemoved(2, 'Éire')).then({
      contacts: [{ tags: [{ tag: 'art', key: 'art' }] }, annTagged],
      contactTags: [bobs[0]!, anns],
    }));

  test('of a deleted contact leave the tag index, and return when it is restored', () => {
    const deleted = [...tagged, contactDeleted(2)];
    given(...deleted).then({ contactTags: [anns] });
    given(...deleted, tagRemoved(2, 'Music'), tagAdded(2, 'zen')).then({ contactTags: [anns] });
    given(...deleted, contactRestored(2)).then({ contactTags: [...bobs, anns] });
  });
});

describe('staying in touch', () => {
  const chosen = [...before, stayInTouchChosen(2, 30, '2026-11-20'), stayInTouchChosen(3, 7, '2026-11-20')];
  const anns = { name: 'Ann', stay_in_touch_every: 7, stay_in_touch_on: '2026-11-27' };

  test('counts from the date it was chosen', () =>
    given(...chosen).then({
      contacts: [
        {
          stay_in_touch_every: 30,
          stay_in_touch_since: '2026-11-20',
          stay_in_touch_on: '2026-12-20',
          stay_in_touch_reminded_for: null,
          last_updated_at: moment(6),
        },
        anns,
      ],
    }));

  test('restarts at an interaction after that date, but not before', () => {
    const later = interactionRecorded(2, '2026-11-25');
    given(...chosen, interactionRecorded(2, '2026-10-01')).then({
      contacts: [{ stay_in_touch_on: '2026-12-20' }, anns],
    });
    given(...chosen, later).then({ contacts: [{ stay_in_touch_on: '2026-12-25' }, anns] });
    given(...chosen, later, interactionCorrected(2, 8, '2026-11-25', '2026-11-24')).then({
      contacts: [{ stay_in_touch_on: '2026-12-24' }, anns],
    });
    given(...chosen, later, interactionRemoved(2, 8, '2026-11-25')).then({
      contacts: [{ stay_in_touch_on: '2026-12-20' }, anns],
    });
  });

  test('uses the latest choice, and keeps counting for a deleted contact', () => {
    given(...chosen, stayInTouchChosen(2, 365, '2026-11-21')).then({
      contacts: [{ stay_in_touch_every: 365, stay_in_touch_on: '2027-11-21' }, anns],
    });
    given(...chosen, contactDeleted(2), interactionRecorded(2, '2026-11-21')).then({
      contacts: [anns],
      deletedContacts: [{ stay_in_touch_every: 30, stay_in_touch_on: '2026-12-21' }],
    });
  });

  test('stops when it is ended', () =>
    given(...chosen, stayInTouchEnded(2)).then({
      contacts: [{ stay_in_touch_every: null, stay_in_touch_since: null, stay_in_touch_on: null }, anns],
    }));

  test('stores the due date of the last reminder', () =>
    given(...chosen, stayInTouchReminded(3, '2026-11-27')).then({
      contacts: [
        { name: 'Bob', stay_in_touch_reminded_for: null },
        { ...anns, stay_in_touch_reminded_for: '2026-11-27' },
      ],
    }));
});

test('a sample person is marked as an example', () =>
  given(...before, contactCreated('Mia', { example: true })).then({
    contacts: [{ example: false }, { example: false }, { name: 'Mia', example: true }],
  }));

describe('the next meeting', () => {
  const planned = [...before, meetingPlanned(2, '2026-11-24', { time: '09:30' })];

  test('has a date and a time in their time zone', () =>
    given(...planned).then({
      contacts: [
        {
          meeting: 6,
          next_meeting_on: '2026-11-24',
          next_meeting_time: '09:30',
          next_meeting_time_zone: 'Europe/Berlin',
          next_meeting_at: new Date('2026-11-24T08:30:00Z'),
        },
        ann,
      ],
      meetings: [{ contact: 2, meeting: 6, meeting_on: '2026-11-24', meeting_time: '09:30' }, annsMeeting],
    }));

  test('ignores an email event that names another contact’s meeting', () =>
    given(...planned, meetingNotesEmailSent(2, 5, '2026-12-01')).then({
      meetings: [{ contact: 2, meeting: 6, email: null }, annsMeeting],
    }));

  test('begins at midnight if it has no time', () =>
    given(...before, meetingPlanned(2, '2026-11-24', { zone: 'America/New_York' })).then({
      contacts: [{ next_meeting_time: null, next_meeting_at: new Date('2026-11-24T05:00:00Z') }, ann],
    }));

  test('uses UTC if this version of Node doesn’t know its time zone', () =>
    given(...before, meetingPlanned(2, '2026-11-24', { time: '09:30', zone: 'PST' })).then({
      contacts: [{ next_meeting_time_zone: 'PST', next_meeting_at: new Date('2026-11-24T09:30:00Z') }, ann],
    }));

  test('can be moved', () =>
    given(...planned, meetingMoved(2, 6, '2026-11-25')).then({
      contacts: [{ meeting: 6, next_meeting_on: '2026-11-25', next_meeting_time: null }, ann],
      meetings: [{ contact: 2, meeting: 6, meeting_on: '2026-11-25', meeting_time: null }, annsMeeting],
    }));

  test('has no date after it is canceled, but keeps its notes', () =>
    given(...planned, meetingNotesWritten(2, 6, 'Ask **her**.'), meetingCancelled(2, 6)).then({
      contacts: [
        {
          meeting: 6,
          next_meeting_on: null,
          next_meeting_time: null,
          next_meeting_at: null,
          next_meeting_notes: 'Ask **her**.',
          next_meeting_notes_html: expect.stringContaining('<strong>her</strong>'),
        },
        ann,
      ],
      meetings: [
        {
          meeting: 6,
          meeting_on: null,
          notes: 'Ask **her**.',
          notes_html: expect.stringContaining('<strong>'),
          notes_at: moment(7),
        },
        annsMeeting,
      ],
    }));

  test('gets the notes that were written before it had a date', () =>
    given(
      ...before,
      meetingNotesWritten(2, null, 'Ask.'),
      meetingPlanned(2, '2026-11-24', { meeting: 6 }),
    ).then({
      contacts: [{ meeting: 6, next_meeting_on: '2026-11-24', next_meeting_notes: 'Ask.' }, ann],
      meetings: [{ contact: 2, meeting: 6, meeting_on: '2026-11-24', notes: 'Ask.' }, annsMeeting],
    }));

  test('starts without notes, and the previous meeting keeps its own', () =>
    given(...planned, meetingNotesWritten(2, 6, 'Ask.'), meetingPlanned(2, '2026-12-24')).then({
      contacts: [{ meeting: 8, next_meeting_on: '2026-12-24', next_meeting_notes: '' }, ann],
      meetings: [
        { contact: 2, meeting: 6, meeting_on: '2026-11-24', notes: 'Ask.' },
        { contact: 2, meeting: 8, meeting_on: '2026-12-24', notes: '' },
        annsMeeting,
      ],
    }));

  test.each([
    [meetingNotesEmailSent, 'sent', null],
    [meetingNotesEmailUncertain, 'uncertain', null],
    [meetingNotesEmailMissed, 'missed', 'day-over'],
  ] as const)('stores the outcome of its email (%#)', (outcome, email, email_reason) =>
    given(...planned, outcome(2, 6, '2026-11-24')).then({
      contacts: [{ meeting: 6, next_meeting_on: '2026-11-24' }, ann],
      meetings: [
        { contact: 2, email, email_for: '2026-11-24', email_at: moment(7), email_reason },
        annsMeeting,
      ],
    }),
  );
});

test('a meeting that took place is kept but is no longer the next one, and a new one starts from scratch', () => {
  const bob = [
    accountOpened(),
    contactCreated('Bob'),
    contactCreated('Ann'),
    meetingPlanned(3, '2026-11-20'),
  ];
  const met = [
    ...bob,
    meetingPlanned(2, '2026-11-20'),
    meetingNotesWritten(2, 5, 'Ask.'),
    interactionRecorded(2, '2026-11-20'),
    meetingFulfilled(2, 5, 7),
  ];
  const free = { meeting: null, next_meeting_on: null, next_meeting_at: null, next_meeting_notes: '' };
  const anns = { contact: 3, meeting: 4, interaction: null };
  given(...met).then({
    contacts: [free, { contact: 3, meeting: 4, next_meeting_on: '2026-11-20' }],
    meetings: [{ contact: 2, meeting: 5, meeting_on: '2026-11-20', notes: 'Ask.', interaction: 7 }, anns],
  });
  given(...met, meetingPlanned(2, '2026-11-25')).then({
    contacts: [{ meeting: 9, next_meeting_on: '2026-11-25', next_meeting_notes: '' }, { contact: 3 }],
  });
  given(...met, meetingMoved(2, 5, '2026-11-25')).then({
    contacts: [{ meeting: 5, next_meeting_on: '2026-11-25', next_meeting_notes: 'Ask.' }, { contact: 3 }],
    meetings: [{ contact: 2, meeting: 5, interaction: null }, anns],
  });
});

test.each([[[]], [[contactDeleted(2)]]])(
  'a forgotten contact leaves no rows, whether it was deleted before or not',
  (deletion) =>
    given(
      accountOpened(),
      contactCreated('Bob'),
      contactCreated('Ann'),
      tagAdded(2, 'Music'),
      tagAdded(3, 'Music'),
      contactRenamed(2, 'Rob'),
      contactRenamed(3, 'Zoe'),
      meetingPlanned(2, '2026-11-24'),
      meetingPlanned(3, '2026-11-24'),
      ...deletion,
      contactForgotten(2),
    ).then({
      contacts: [{ contact: 3, name: 'Zoe' }],
      deletedContacts: [],
      contactTags: [{ contact: 3 }],
      formerNames: [{ contact: 3, name_key: 'ann' }],
      meetings: [{ contact: 3 }],
    }),
);

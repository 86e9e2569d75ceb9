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

// 1: the account, 2: Bob, whom everything is about, 3: Ann, the bystander, who knows and meets people too.
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
  test('a created contact is there, with nothing known but what was entered', () =>
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

  test('a renamed one keeps all the rest, and its former name is remembered', () =>
    given(...before, contactRenamed(2, 'Rob')).then({
      contacts: [
        { name: 'Rob', name_key: 'rob', contact: 2, description: 'Paints.', last_updated_at: moment(6) },
        ann,
      ],
      formerNames: [{ name_key: 'bob', contact: 2, last_updated_at: moment(6) }],
    }));

  test('a new spelling of the same name is no former name', () =>
    given(...before, contactRenamed(2, 'BOB')).then({
      contacts: [{ name: 'BOB', name_key: 'bob' }, ann],
      formerNames: [],
    }));

  test('A, then B, then A: each name was borne, and the contact bears A', () =>
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

  test('two swap their names by way of a third', () =>
    given(...before, contactRenamed(2, 'X'), contactRenamed(3, 'Bob'), contactRenamed(2, 'Ann')).then({
      contacts: [
        { name: 'Ann', contact: 2, description: 'Paints.' },
        { name: 'Bob', contact: 3, description: '' },
      ],
    }));

  test('the description and the contact method change by themselves', () =>
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

  test('a deleted one moves to the deleted, with all that is known of it', () =>
    given(...before, interactionRecorded(2, '2026-11-01'), contactDeleted(2)).then({
      contacts: [ann],
      deletedContacts: [{ name: 'Bob', contact: 2, last_interacted_on: '2026-11-01', deleted_at: moment(7) }],
    }));

  test('a restored one is as it was, and its row is an ordinary one again', () => {
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

  test('nothing of a deleted one shows on a new one of that name', () =>
    given(...before, interactionRecorded(2, '2026-11-01'), contactDeleted(2), contactCreated('Bob')).then({
      contacts: [ann, { name: 'Bob', contact: 8, last_interacted_on: null, description: '' }],
      deletedContacts: [{ name: 'Bob', contact: 2, last_interacted_on: '2026-11-01' }],
    }));

  test('one that comes back under another name can still be found by the old one', () =>
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

  test('what is said of a deleted one is kept for when it is restored', () =>
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

describe('the day you last spoke', () => {
  const recorded = [...before, interactionRecorded(2, '2026-11-13'), interactionRecorded(2, '2026-11-10')];

  test('is the latest day, not the one that was recorded last', () =>
    given(...recorded).then({ contacts: [{ last_interacted_on: '2026-11-13' }, ann] }));

  test('goes back when the latest was removed', () =>
    given(...recorded, interactionRemoved(2, 6, '2026-11-13')).then({
      contacts: [{ last_interacted_on: '2026-11-10', interaction_days: { '2026-11-10': 1 } }, ann],
    }));

  test('stays when one of two on that day was removed', () =>
    given(...recorded, interactionRecorded(2, '2026-11-13'), interactionRemoved(2, 6, '2026-11-13')).then({
      contacts: [{ last_interacted_on: '2026-11-13' }, ann],
    }));

  test('is none when nothing is left', () =>
    given(...recorded, interactionRemoved(2, 6, '2026-11-13'), interactionRemoved(2, 7, '2026-11-10')).then({
      contacts: [{ last_interacted_on: null, interaction_days: {} }, ann],
    }));

  test('follows a correction', () =>
    given(...recorded, interactionCorrected(2, 6, '2026-11-13', '2026-11-09')).then({
      contacts: [
        { last_interacted_on: '2026-11-10', interaction_days: { '2026-11-09': 1, '2026-11-10': 1 } },
        ann,
      ],
    }));

  test('stays when only the line was corrected', () =>
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

  test('stand in the order of their keys, and find whoever bears them', () =>
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

  test('stay as they were written first', () =>
    given(...tagged, tagAdded(2, 'ART')).then({
      contacts: [{ name: 'Bob', last_updated_at: moment(10) }, annTagged],
      contactTags: [...bobs, anns],
    }));

  test('go from the one contact alone', () =>
    given(...tagged, tagRemoved(2, 'Music'), tagRemoved(2, 'Éire')).then({
      contacts: [{ tags: [{ tag: 'art', key: 'art' }] }, annTagged],
      contactTags: [bobs[0]!, anns],
    }));

  test('of a deleted contact find nobody, and come back with it', () => {
    const deleted = [...tagged, contactDeleted(2)];
    given(...deleted).then({ contactTags: [anns] });
    given(...deleted, tagRemoved(2, 'Music'), tagAdded(2, 'zen')).then({ contactTags: [anns] });
    given(...deleted, contactRestored(2)).then({ contactTags: [...bobs, anns] });
  });
});

describe('staying in touch', () => {
  const chosen = [...before, stayInTouchChosen(2, 30, '2026-11-20'), stayInTouchChosen(3, 7, '2026-11-20')];
  const anns = { name: 'Ann', stay_in_touch_every: 7, stay_in_touch_on: '2026-11-27' };

  test('counts from the day of choosing', () =>
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

  test('counts anew from a later interaction, and not from an earlier one', () => {
    const spoken = interactionRecorded(2, '2026-11-25');
    given(...chosen, interactionRecorded(2, '2026-10-01')).then({
      contacts: [{ stay_in_touch_on: '2026-12-20' }, anns],
    });
    given(...chosen, spoken).then({ contacts: [{ stay_in_touch_on: '2026-12-25' }, anns] });
    given(...chosen, spoken, interactionCorrected(2, 8, '2026-11-25', '2026-11-24')).then({
      contacts: [{ stay_in_touch_on: '2026-12-24' }, anns],
    });
    given(...chosen, spoken, interactionRemoved(2, 8, '2026-11-25')).then({
      contacts: [{ stay_in_touch_on: '2026-12-20' }, anns],
    });
  });

  test('goes by the newest choice, also of one who is deleted meanwhile', () => {
    given(...chosen, stayInTouchChosen(2, 365, '2026-11-21')).then({
      contacts: [{ stay_in_touch_every: 365, stay_in_touch_on: '2027-11-21' }, anns],
    });
    given(...chosen, contactDeleted(2), interactionRecorded(2, '2026-11-21')).then({
      contacts: [anns],
      deletedContacts: [{ stay_in_touch_every: 30, stay_in_touch_on: '2026-12-21' }],
    });
  });

  test('ends', () =>
    given(...chosen, stayInTouchEnded(2)).then({
      contacts: [{ stay_in_touch_every: null, stay_in_touch_since: null, stay_in_touch_on: null }, anns],
    }));

  test('knows of which day a mail told', () =>
    given(...chosen, stayInTouchReminded(3, '2026-11-27')).then({
      contacts: [
        { name: 'Bob', stay_in_touch_reminded_for: null },
        { ...anns, stay_in_touch_reminded_for: '2026-11-27' },
      ],
    }));
});

test('one of the made-up people is known as such', () =>
  given(...before, contactCreated('Mia', { example: true })).then({
    contacts: [{ example: false }, { example: false }, { name: 'Mia', example: true }],
  }));

describe('the next meeting', () => {
  const planned = [...before, meetingPlanned(2, '2026-11-24', { time: '09:30' })];

  test('has a day and a time, meant in their zone', () =>
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

  test('shows nothing of a mail that is said of another’s meeting', () =>
    given(...planned, meetingNotesEmailSent(2, 5, '2026-12-01')).then({
      meetings: [{ contact: 2, meeting: 6, email: null }, annsMeeting],
    }));

  test('without a time it begins with its day', () =>
    given(...before, meetingPlanned(2, '2026-11-24', { zone: 'America/New_York' })).then({
      contacts: [{ next_meeting_time: null, next_meeting_at: new Date('2026-11-24T05:00:00Z') }, ann],
    }));

  test('counts by UTC where this Node does not know its zone', () =>
    given(...before, meetingPlanned(2, '2026-11-24', { time: '09:30', zone: 'PST' })).then({
      contacts: [{ next_meeting_time_zone: 'PST', next_meeting_at: new Date('2026-11-24T09:30:00Z') }, ann],
    }));

  test('moves', () =>
    given(...planned, meetingMoved(2, 6, '2026-11-25')).then({
      contacts: [{ meeting: 6, next_meeting_on: '2026-11-25', next_meeting_time: null }, ann],
      meetings: [{ contact: 2, meeting: 6, meeting_on: '2026-11-25', meeting_time: null }, annsMeeting],
    }));

  test('loses its day when it is cancelled, and keeps its notes, rendered', () =>
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

  test('planned again, it takes up the notes that wait', () =>
    given(
      ...before,
      meetingNotesWritten(2, null, 'Ask.'),
      meetingPlanned(2, '2026-11-24', { meeting: 6 }),
    ).then({
      contacts: [{ meeting: 6, next_meeting_on: '2026-11-24', next_meeting_notes: 'Ask.' }, ann],
      meetings: [{ contact: 2, meeting: 6, meeting_on: '2026-11-24', notes: 'Ask.' }, annsMeeting],
    }));

  test('a new one begins without notes, and the one before stays known with its own', () =>
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
  ] as const)('shows what became of its mail (%#)', (outcome, email, email_reason) =>
    given(...planned, outcome(2, 6, '2026-11-24')).then({
      contacts: [{ meeting: 6, next_meeting_on: '2026-11-24' }, ann],
      meetings: [
        { contact: 2, email, email_for: '2026-11-24', email_at: moment(7), email_reason },
        annsMeeting,
      ],
    }),
  );
});

test('a meeting that took place is not the next one; what it was stays known, and the next begins anew', () => {
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
  'nothing of a forgotten contact is left, deleted before or not',
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

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
  meetingNotesWritten,
} from '../../support/happened';
import { moment } from '../../support/stream';

// 2 is Bob. 3 is Ann, the bystander, with the interaction 4 and the notes of the meeting 5.
const before = [
  accountOpened(),
  contactCreated('Bob', { description: 'Paints.', contact_methods: 'Work\t+49 30 123-456\n@bób' }),
  contactCreated('Ann'),
  interactionRecorded(3, '2026-11-13', 'Café'),
  meetingNotesWritten(3, null, 'Ask about **Łódź**'),
];
const bob = {
  contact: 2,
  name: ' bob',
  reach: ' work 49 30 123 456 4930123456 bob',
  description: ' paints',
  last_updated_at: moment(2),
};
const ann = { contact: 3, name: ' ann', reach: '', description: '', last_updated_at: moment(3) };
const cafe = {
  part: 4,
  contact: 3,
  kind: 'interaction' as const,
  folded: ' cafe',
  last_updated_at: moment(4),
};
const lodz = {
  part: 5,
  contact: 3,
  kind: 'notes' as const,
  folded: ' ask about lodz',
  last_updated_at: moment(5),
};

test('names, contact methods, descriptions, interactions, and notes are folded', () =>
  given(...before).then({ searchPeople: [bob, ann], searchTexts: [cafe, lodz] }));

test('a change of name, description, or contact methods changes only that column', () =>
  given(
    ...before,
    contactRenamed(2, 'Rób'),
    contactDescriptionChanged(2, 'Sings!'),
    contactMethodChanged(2, ''),
  ).then({
    searchPeople: [
      { ...bob, name: ' rob', reach: '', description: ' sings', last_updated_at: moment(8) },
      ann,
    ],
    searchTexts: [cafe, lodz],
  }));

test('a corrected interaction has its new text, and a removed one has no row', () =>
  given(
    ...before,
    interactionRecorded(2, '2026-11-13', 'Tea'),
    interactionRecorded(2, '2026-11-14', 'Milk'),
    interactionCorrected(2, 6, '2026-11-13', '2026-11-13', 'Green tea'),
    interactionRemoved(2, 7, '2026-11-14'),
    interactionCorrected(2, 7, '2026-11-14', '2026-11-14', 'Milk'),
  ).then({
    searchTexts: [
      {
        part: 6,
        contact: 2,
        kind: 'interaction',
        folded: ' green tea',
        last_updated_at: moment(8),
      },
      cafe,
      lodz,
    ],
  }));

test('rewritten notes replace the previous ones', () =>
  given(...before, meetingNotesWritten(3, 5, 'Ask nothing')).then({
    searchTexts: [cafe, { ...lodz, folded: ' ask nothing', last_updated_at: moment(6) }],
  }));

test('a deleted contact keeps its rows, so that it can be restored', () =>
  given(...before, contactDeleted(3), contactRestored(3), contactDeleted(2)).then({
    searchPeople: [bob, ann],
    searchTexts: [cafe, lodz],
  }));

test('a forgotten contact leaves no rows', () =>
  given(...before, contactForgotten(3)).then({ searchPeople: [bob], searchTexts: [] }));

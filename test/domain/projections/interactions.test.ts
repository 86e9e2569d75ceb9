import { given } from '../../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  contactForgotten,
  contactRenamed,
  interactionCorrected,
  interactionRecorded,
  interactionRemoved,
} from '../../support/happened';
import { moment } from '../../support/stream';

// 4 is with Bob. 5 is with Ann, the bystander, on the same day.
const before = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  interactionRecorded(2, '2026-11-13', 'Coffee'),
  interactionRecorded(3, '2026-11-13', 'Coffee'),
];
const ann = {
  interaction: 5,
  contact: 3,
  interacted_on: '2026-11-13',
  description: 'Coffee',
  last_updated_at: moment(5),
};
const bob = { ...ann, interaction: 4, contact: 2, last_updated_at: moment(4) };

test('a recorded interaction is identified by its position', () =>
  given(...before).then({ interactions: [bob, ann] }));

test('two identical interactions on one day are both kept', () =>
  given(...before, interactionRecorded(2, '2026-11-13', 'Coffee')).then({
    interactions: [bob, { ...bob, interaction: 6, last_updated_at: moment(6) }, ann],
  }));

test('a corrected interaction has the new date and description', () =>
  given(...before, interactionCorrected(2, 4, '2026-11-13', '2026-11-12', 'Cake')).then({
    interactions: [
      { ...bob, interacted_on: '2026-11-12', description: 'Cake', last_updated_at: moment(6) },
      ann,
    ],
  }));

test('a removed interaction is gone, and a later correction does not bring it back', () =>
  given(
    ...before,
    interactionRemoved(2, 4, '2026-11-13'),
    interactionCorrected(2, 4, '2026-11-13', '2026-11-12'),
    interactionRemoved(2, 4, '2026-11-13'),
  ).then({ interactions: [ann] }));

test('renaming and deleting the contact change nothing', () =>
  given(...before, contactRenamed(2, 'Rob'), contactDeleted(2)).then({ interactions: [bob, ann] }));

test('a forgotten contact leaves no interactions', () =>
  given(...before, contactForgotten(2)).then({ interactions: [ann] }));

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

// 4 is Bob's; 5, on the same day, is Ann's, the bystander's.
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

test('a recorded one is named by its position', () => given(...before).then({ interactions: [bob, ann] }));

test('two alike on one day are two', () =>
  given(...before, interactionRecorded(2, '2026-11-13', 'Coffee')).then({
    interactions: [bob, { ...bob, interaction: 6, last_updated_at: moment(6) }, ann],
  }));

test('a corrected one has the new day and line', () =>
  given(...before, interactionCorrected(2, 4, '2026-11-13', '2026-11-12', 'Cake')).then({
    interactions: [
      { ...bob, interacted_on: '2026-11-12', description: 'Cake', last_updated_at: moment(6) },
      ann,
    ],
  }));

test('a removed one is gone, and a late correction does not bring it back', () =>
  given(
    ...before,
    interactionRemoved(2, 4, '2026-11-13'),
    interactionCorrected(2, 4, '2026-11-13', '2026-11-12'),
    interactionRemoved(2, 4, '2026-11-13'),
  ).then({ interactions: [ann] }));

test('a new name and a deletion of the contact change nothing', () =>
  given(...before, contactRenamed(2, 'Rob'), contactDeleted(2)).then({ interactions: [bob, ann] }));

test('nothing of a forgotten contact is left', () =>
  given(...before, contactForgotten(2)).then({ interactions: [ann] }));

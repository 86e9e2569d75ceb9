import { chooseStayInTouch } from '../../../src/domain/commands/choose-stay-in-touch';
import { endStayInTouch } from '../../../src/domain/commands/end-stay-in-touch';
import { conflict, given, invalid, notFound } from '../../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  stayInTouchChosen,
  stayInTouchEnded,
} from '../../support/happened';

const before = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  stayInTouchChosen(3, 7, '2026-11-01'),
];

describe('how often to be in touch is chosen', () => {
  test.each([
    ['30', 30],
    [1, 1],
    [' 3650 ', 3_650],
  ])('every %j days, from today on', (every_days, days) =>
    given(...before)
      .when(chooseStayInTouch, { contact: 2, every_days })
      .then([stayInTouchChosen(2, days, '2026-11-21')]),
  );

  test('today is the account’s, not the server’s', () =>
    given(...before)
      .when(chooseStayInTouch, { contact: 2, every_days: 7 })
      .at('2026-11-21T23:30:00Z')
      .then([stayInTouchChosen(2, 7, '2026-11-22')]));

  test('the same again changes nothing; another counts anew', () => {
    given(...before)
      .when(chooseStayInTouch, { contact: 3, every_days: 7 })
      .then([]);
    given(...before)
      .when(chooseStayInTouch, { contact: 3, every_days: 30 })
      .then([stayInTouchChosen(3, 30, '2026-11-21')]);
  });

  test.each(['', '0', '3651', '-7', '1.5', 'often', '10000'])('not every %j days', (every_days) =>
    given(...before)
      .when(chooseStayInTouch, { contact: 2, every_days })
      .then(invalid({ every_days: 'Enter a number of days from 1 to 3,650.' })),
  );

  test('on an old page: what another tab chose is a conflict, unless it is the same', () => {
    const chosen = [...before, stayInTouchChosen(2, 30, '2026-11-20')];
    given(...chosen)
      .when(chooseStayInTouch, { contact: 2, every_days: '90' })
      .seen(3)
      .then(conflict({ every_days: { theirs: '30', yours: '90' } }));
    given(...chosen)
      .when(chooseStayInTouch, { contact: 2, every_days: '30' })
      .seen(3)
      .then([]);
  });

  test('of nobody, and of nobody who is deleted', () => {
    given(...before)
      .when(chooseStayInTouch, { contact: 9, every_days: 7 })
      .then(notFound);
    given(...before, contactDeleted(2))
      .when(chooseStayInTouch, { contact: 2, every_days: 7 })
      .then(notFound);
  });
});

describe('it ends', () => {
  test('where it was chosen', () =>
    given(...before)
      .when(endStayInTouch, { contact: 3 })
      .then([stayInTouchEnded(3)]));

  test('and stays so where it was not', () => {
    given(...before)
      .when(endStayInTouch, { contact: 2 })
      .then([]);
    given(...before, stayInTouchEnded(3))
      .when(endStayInTouch, { contact: 3 })
      .then([]);
  });

  test('of nobody', () => {
    for (const contact of [1, 99, 'x'])
      given(...before)
        .when(endStayInTouch, { contact })
        .then(notFound);
  });
});

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

describe('choosing how often to be in touch', () => {
  test.each([
    ['30', 30],
    [1, 1],
    [' 3650 ', 3_650],
  ])('accepts every %j days, counted from today', (every_days, days) =>
    given(...before)
      .when(chooseStayInTouch, { contact: 2, every_days })
      .then([stayInTouchChosen(2, days, '2026-11-21')]),
  );

  test('uses today’s date in the account’s time zone', () =>
    given(...before)
      .when(chooseStayInTouch, { contact: 2, every_days: 7 })
      .at('2026-11-21T23:30:00Z')
      .then([stayInTouchChosen(2, 7, '2026-11-22')]));

  test('yields nothing for the same interval, and counts from today for another one', () => {
    given(...before)
      .when(chooseStayInTouch, { contact: 3, every_days: 7 })
      .then([]);
    given(...before)
      .when(chooseStayInTouch, { contact: 3, every_days: 30 })
      .then([stayInTouchChosen(3, 30, '2026-11-21')]);
  });

  test.each(['', '0', '3651', '-7', '1.5', 'often', '10000'])('rejects every %j days', (every_days) =>
    given(...before)
      .when(chooseStayInTouch, { contact: 2, every_days })
      .then(invalid({ every_days: 'Enter a number of days from 1 to 3,650.' })),
  );

  test('conflicts with a choice made after the page was shown, unless it is the same', () => {
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

  test('is refused for an unknown or deleted contact', () => {
    given(...before)
      .when(chooseStayInTouch, { contact: 9, every_days: 7 })
      .then(notFound);
    given(...before, contactDeleted(2))
      .when(chooseStayInTouch, { contact: 2, every_days: 7 })
      .then(notFound);
  });
});

describe('ending it', () => {
  test('yields an event if an interval was chosen', () =>
    given(...before)
      .when(endStayInTouch, { contact: 3 })
      .then([stayInTouchEnded(3)]));

  test('yields nothing if none was chosen', () => {
    given(...before)
      .when(endStayInTouch, { contact: 2 })
      .then([]);
    given(...before, stayInTouchEnded(3))
      .when(endStayInTouch, { contact: 3 })
      .then([]);
  });

  test('is refused for an unknown contact', () => {
    for (const contact of [1, 99, 'x'])
      given(...before)
        .when(endStayInTouch, { contact })
        .then(notFound);
  });
});

import { closeAccount } from '../../../src/domain/commands/close-account';
import { given, notFound } from '../../support/given';
import { accountClosed, accountOpened, contactCreated } from '../../support/happened';

test('closing an account yields account-closed', () =>
  given(accountOpened(), contactCreated('Ann')).when(closeAccount, {}).then([accountClosed()]));

test('closing an account that does not exist is refused', () =>
  given().when(closeAccount, {}).then(notFound));

test('closing an account masks all of its events', () => expect(closeAccount.masks!({})).toBeNull());

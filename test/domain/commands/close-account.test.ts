import { closeAccount } from '../../../src/domain/commands/close-account';
import { given, notFound } from '../../support/given';
import { accountClosed, accountOpened, contactCreated } from '../../support/happened';

test('an account is closed', () =>
  given(accountOpened(), contactCreated('Ann')).when(closeAccount, {}).then([accountClosed()]));

test('there has to be one', () => given().when(closeAccount, {}).then(notFound));

test('all of its events are masked with it', () => expect(closeAccount.masks!({})).toBeNull());

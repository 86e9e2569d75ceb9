import { startApp, type TestApp } from '../../support/app';
import { whileLocked } from '../../support/hold';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ worker: true });
});
afterAll(() => app.stop());

it('answers 503 with what was typed while the stream is locked, and doesn’t make other accounts wait', async () => {
  const { bystander, ...held } = await app.signedInWithBystander();
  const bob = { name: 'Bob', description: 'Paints <b>boats</b>.' };
  const holding = 'select from streams where account_id = $1 for update';
  await whileLocked(app.pool, holding, [held.accountId], async () => {
    const saving = held.visitor.post('/contacts', bob, { follow: false });
    const others = await bystander.visitor.post('/contacts', { name: 'Cem' }, { follow: false });
    expect(others.status).toBe(303);
    const page = await saving;
    expect(page.status).toBe(503);
    expect(page.headers.get('retry-after')).not.toBeNull();
    expect(page.text).toContain('Paints <b>boats</b>.');
  });
  expect((await held.visitor.post('/contacts', bob, { follow: false })).status).toBe(303);
  expect((await bystander.visitor.get('/contacts')).text).not.toContain('Bob');
});

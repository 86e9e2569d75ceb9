import { startApp, type TestApp } from '../../support/app';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const encodingOf = async (headers: Record<string, string>) => {
  const page = await app.visitor({ 'accept-encoding': 'gzip, br', ...headers }).get('/');
  expect(page.text).toContain('Kith');
  return page.headers.get('content-encoding');
};

test.each(['same-origin', 'none'])(
  'a page asked for by us or by the person (%s) is compressed',
  async (site) => {
    expect(await encodingOf({ 'sec-fetch-site': site })).toBe('br');
  },
);

test.each(['cross-site', 'same-site'])(
  'one that another site had opened (%s) has its own length',
  async (site) => {
    expect(await encodingOf({ 'sec-fetch-site': site })).toBeNull();
  },
);

test('where nobody tells who asked, it is not compressed either', async () => {
  expect(await encodingOf({})).toBeNull();
});

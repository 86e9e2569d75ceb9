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
  'a page requested by our own pages or by the person (%s) is compressed',
  async (site) => {
    expect(await encodingOf({ 'sec-fetch-site': site })).toBe('br');
  },
);

test.each(['cross-site', 'same-site'])(
  'a page requested by another site (%s) is not compressed',
  async (site) => {
    expect(await encodingOf({ 'sec-fetch-site': site })).toBeNull();
  },
);

test('a page requested without Sec-Fetch-Site is not compressed', async () => {
  expect(await encodingOf({})).toBeNull();
});

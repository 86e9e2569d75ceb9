import { once } from 'node:events';
import { connect } from 'node:net';
import { type Config, readConfig } from '../../src/base/config';
import { listen } from '../../src/web/listen';

const config: Config = readConfig({ PORT: '0', SESSION_SECRET: 'a'.repeat(32) });

/** Answers `/slow` when `finish` is called, and all other paths immediately. */
async function startServer() {
  let finish = () => {};
  let begun = () => {};
  const slowBegan = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const web = await listen(config, () => (request, response) => {
    if (request.url !== '/slow') return void response.end('quick');
    finish = () => response.end('slow');
    begun();
  });
  return { ...web, slowBegan, finish: () => finish() };
}

test('closing finishes requests in flight, closes idle connections, and accepts no new ones', async () => {
  const web = await startServer();
  const idle = connect(web.config.port, '127.0.0.1');
  await once(idle, 'connect');
  await (await fetch(web.config.baseUrl)).text(); // leaves a connection that is kept alive
  const slow = fetch(`${web.config.baseUrl}/slow`);
  await web.slowBegan;
  const closed = web.close();
  await once(idle, 'close');
  await expect(fetch(web.config.baseUrl)).rejects.toThrow();
  web.finish();
  const answer = await slow;
  expect(await answer.text()).toBe('slow');
  expect(answer.headers.get('connection')).toBe('close');
  await closed;
});

test('the app gets the actual port, and a port that is in use is an error', async () => {
  const web = await startServer();
  expect(web.config.baseUrl).toBe(`http://localhost:${web.config.port}`);
  expect(web.config.port).toBeGreaterThan(0);
  await expect(listen({ ...config, port: web.config.port }, () => () => {})).rejects.toThrow(
    `Port ${web.config.port} is already in use. Set PORT to another port, for example PORT=3000.`,
  );
  await web.close();
});

test('an address that this machine doesn’t have is an error that names the setting', async () => {
  const elsewhere = { ...config, listenHost: '192.0.2.1' };
  await expect(listen(elsewhere, () => () => {})).rejects.toThrow(
    'This machine doesn’t have the address 192.0.2.1. Set LISTEN_HOST to one of its addresses, or to 0.0.0.0 or :: for all of them.',
  );
});

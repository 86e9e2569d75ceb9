import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { createAssets } from '../../src/web/assets';

const assets = createAssets();
let server: Server;
let base: string;

beforeAll(async () => {
  const app = express().use(assets.serve);
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('all style sheets are combined, the order of the layers first, and may be cached forever', async () => {
  const headers = { 'accept-encoding': 'gzip, deflate, br' };
  const response = await fetch(base + assets.asset('styles.css'), { headers });
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('content-type')).toContain('text/css');
  expect(response.headers.get('content-encoding')).toBe('br');
  const text = await response.text();
  expect(text).toMatch(/^@layer reset, ?tokens/);
  for (const name of ['.contacts', '.meeting', '@media print']) expect(text).toContain(name);
});

test('all scripts, including Turbo, are combined into one small file', async () => {
  const headers = { 'accept-encoding': 'gzip' };
  const response = await fetch(base + assets.asset('scripts.js'), { headers });
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(response.headers.get('content-type')).toContain('text/javascript');
  expect(Number(response.headers.get('content-length'))).toBeLessThan(35_000);
  const text = await response.text();
  for (const name of ['turbo:load', 'kith-keys', 'data-time-zone']) expect(text).toContain(name);
});

test('assets are not compressed for clients that don’t accept it', async () => {
  const headers = { 'accept-encoding': 'identity' };
  const response = await fetch(base + assets.asset('icon.svg'), { headers });
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(await response.text()).toContain('<svg');
});

test('a path from another release gets this release’s content, uncached', async () => {
  const path = assets.asset('styles.css');
  const other = path.replace(/\.\w{16}\./, '.0000000000000000.');
  const [here, there] = await Promise.all([path, other].map((one) => fetch(base + one)));
  expect(there!.headers.get('cache-control')).toBe('no-store');
  expect(await there!.text()).toBe(await here!.text());
});

test('no other files are served', async () => {
  for (const one of [
    '/assets/',
    '/assets/styles.css',
    '/assets/other.0000000000000000.css',
    '/assets/../views.ts',
    '/assets/%2e%2e%2fviews.ts',
  ]) {
    expect((await fetch(base + one)).status).toBe(404);
  }
});

test('different content has a different path', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-assets-'));
  for (const kind of ['styles', 'scripts', 'images']) mkdirSync(path.join(folder, kind));
  const pathWith = (css: string) => {
    writeFileSync(path.join(folder, 'styles', 'index.css'), css);
    return createAssets(folder).asset('styles.css');
  };
  expect(pathWith('a{}')).not.toBe(pathWith('b{}'));
  expect(pathWith('a{}')).toBe(pathWith('a{}'));
  const before = createAssets(folder).asset('scripts.js');
  writeFileSync(path.join(folder, 'scripts', 'index.js'), 'alert(1)');
  expect(createAssets(folder).asset('scripts.js')).not.toBe(before);
  rmSync(folder, { recursive: true });
});

test('an unknown name throws', () => {
  expect(() => assets.asset('style.css')).toThrow('style.css');
});

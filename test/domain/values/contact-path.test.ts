import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { contactPath, nameInPath } from '../../../src/domain/values/contact-path';

const awkward = [
  'Ada Lovelace',
  '.',
  '..',
  '...',
  'new',
  'New',
  'NEW',
  'newt',
  '~',
  '~new',
  '~~',
  '~.',
  'a/b',
  '/',
  '//',
  'a\\b',
  '100%',
  '%',
  '%2e',
  '%2E%2E',
  '.%2e',
  '%2F',
  '%00',
  '?',
  'who?',
  '#1',
  'a&b=c',
  'a+b',
  'a;b',
  ':name',
  '*',
  '(x)',
  '"\'<>',
  '👩‍👩‍👧 Familie',
  'مريم حسن',
  'שלום ‏1',
  '李小龙',
  'é',
  'İpek',
  'edit',
  'interactions',
  '__proto__',
  'x'.repeat(200),
  '🐝'.repeat(200),
];

let server: Server;
let base: string;

beforeAll(async () => {
  const app = express();
  app.get('/contacts/new', (_req, res) => void res.json('the form'));
  app.get('/contacts/:name', (req, res) => void res.json(nameInPath(req.params.name)));
  app.get('/contacts/:name/interactions/:interaction/edit', (req, res) => {
    res.json([nameInPath(req.params.name), req.params.interaction]);
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const answer = async (path: string) => (await fetch(base + path)).json();

test.each(awkward)('the name %j has a path that leads to it', async (name) => {
  expect(await answer(contactPath(name))).toBe(name);
});

test.each(awkward)('pages below the contact %j have working paths', async (name) => {
  expect(await answer(contactPath(name, 'interactions', '12', 'edit'))).toEqual([name, '12']);
});

test('two names never share a path', () => {
  expect(new Set(awkward.map((name) => contactPath(name))).size).toBe(awkward.length);
});

test('the path of the form for a new contact is not taken by a contact', async () => {
  expect(await answer('/contacts/new')).toBe('the form');
});

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

jest.setTimeout(180_000);

const root = path.join(__dirname, '../../..');
const left = ['node_modules', 'data', '.git'];

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'kith-scaffold-'));
  cpSync(root, copy, { recursive: true, filter: (file) => !left.includes(path.relative(root, file)) });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const read = (file: string) => readFileSync(path.join(copy, file), 'utf8');
const installed = (file: string) => path.join(copy, 'node_modules', file);

function node(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  return { status, stdout, stderr };
}
const scaffold = (script: string, ...args: string[]) =>
  node('--import', 'tsx', `src/ops/scaffold/${script}.ts`, ...args);

test('npm run new:event and new:projection write complete, formatted code with tests that pass', () => {
  const wrote: string[] = [];
  for (const [script, ...args] of [
    ['new-event', 'contact-introduced'],
    ['new-event', 'account-praised', '--command', 'praise-account'],
    ['new-event', 'contact-greeted', '--no-command'],
    ['new-projection', 'introductions'],
    ['new-projection', 'meeting-places'],
  ] as const) {
    const run = scaffold(script, ...args);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    wrote.push(...[...run.stdout.matchAll(/^Wrote (.*)$/gm)].map(([, file]) => file!));
  }
  expect(wrote).toEqual(
    expect.arrayContaining([
      'schemas/contact-introduced/v1.json',
      'src/domain/events/contact-introduced.ts',
      'src/domain/commands/introduce-contact.ts',
      'test/domain/commands/introduce-contact.test.ts',
      'src/domain/commands/praise-account.ts',
      'test/domain/events/contact-greeted.test.ts',
      'src/domain/projections/introductions.ts',
      'test/domain/projections/introductions.test.ts',
      'src/domain/projections/meeting-places.ts',
      'docs/domain-model.md',
      'docs/events.md',
    ]),
  );
  expect(wrote.filter((file) => !existsSync(path.join(copy, file)))).toEqual([]);
  expect(read('docs/events.md')).toContain('- Raised by: `introduce-contact`');
  expect(read('docs/domain-model.md')).toContain(
    '| [`account-praised`](events.md#account-praised) | 1 |  | `praise-account` | An account was praised. |',
  );
  expect(read('docs/domain-model.md')).toContain(
    '#### `projected_meeting_places`, key `account_id`, `contact`',
  );

  expect(node(installed('typescript/bin/tsc'), '--noEmit')).toMatchObject({
    status: 0,
    stdout: '',
  });
  const linted = node(
    installed('@biomejs/biome/bin/biome'),
    'check',
    ...new Set(wrote.filter((file) => /\.(ts|json)$/.test(file))),
  );
  expect(linted).toMatchObject({ status: 0 });
  const tests = new Set(wrote.filter((file) => file.endsWith('.test.ts')));
  const more = [
    'test/docs',
    'test/domain/events',
    'test/domain/commands/yields',
    'test/domain/projections/every-handler',
  ];
  expect(scaffold('freeze-schemas')).toMatchObject({ status: 0 });
  const run = node(installed('jest/bin/jest.js'), '--maxWorkers=1', ...tests, ...more);
  expect({ status: run.status, output: run.status ? run.stderr : '' }).toEqual({ status: 0, output: '' });
});

test.each(['events', 'domain-model'])(
  'an outdated %s document fails a test, which says what to run',
  (name) => {
    const file = `docs/${name}.md`;
    const current = read(file);
    writeFileSync(path.join(copy, file), current.replace('A contact was introduced.', '-'));
    expect(read(file)).not.toBe(current);
    const run = node(
      installed('jest/bin/jest.js'),
      '--maxWorkers=1',
      `test/docs/${name}.test.ts`,
      '-t',
      'matches',
    );
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('run npm run docs)');
    expect(node('--import', 'tsx', 'src/ops/scaffold/write-documents.ts')).toMatchObject({
      status: 0,
      stdout: 'Wrote docs/events.md\nWrote docs/domain-model.md\n',
    });
    expect(read(file)).toBe(current);
  },
);

test('a column without a docstring is named when documents or code are generated, and nothing is written', () => {
  const file = 'src/domain/projections/introductions.ts';
  const source = read(file);
  const documents = ['docs/events.md', 'docs/domain-model.md'].map(read);
  writeFileSync(
    path.join(copy, file),
    source.replace(/ {2}\/\*\* .* \*\/\n {2}contact_name/, '  contact_name'),
  );
  expect(read(file)).not.toBe(source);
  const runs = [scaffold('write-documents'), scaffold('new-event', 'contact-praised')];
  writeFileSync(path.join(copy, file), source);
  const refused = {
    status: 1,
    stdout: '',
    stderr:
      'projected_introductions.contact_name has no description. Add a docstring to it in IntroductionsRow, in src/domain/projections.\n',
  };
  expect(runs).toEqual([refused, refused]);
  expect(existsSync(path.join(copy, 'schemas/contact-praised'))).toBe(false);
  expect(['docs/events.md', 'docs/domain-model.md'].map(read)).toEqual(documents);
});

test.each([
  ['new-event', ['contact-created'], 'The event contact-created already exists.'],
  ['new-event', ['Contact-Praised'], 'Contact-Praised is not a valid event name'],
  ['new-event', ['praise-contact'], 'praise-contact is not a valid event name'],
  ['new-event', ['../contact-praised'], '../contact-praised is not a valid event name'],
  ['new-event', ['contact-praised', '--command', 'edit-contact'], 'The command edit-contact already exists.'],
  ['new-event', ['contact-written'], 'Can’t derive a command name from contact-written.'],
  ['new-event', [], 'Specify one name, like contact-introduced. See --help.'],
  ['new-event', ['contact-praised', '--loud'], "Unknown option '--loud'. See --help."],
  ['new-event', ['account-praised-sent', '--field'], '--field is only for events about a contact.'],
  ['new-projection', ['contacts'], 'A projection or projected table named contacts already exists.'],
  ['new-projection', ['meetings'], 'A projection or projected table named meetings already exists.'],
  ['new-projection', ['Introductions'], 'Introductions is not a valid projection name'],
  ['new-projection', ['a', 'b'], 'Specify one name, like introductions. See --help.'],
])('%s %j is refused with one line, and nothing is written', (script, args, line) => {
  const lists = ['src/domain/events/index.ts', 'src/domain/projections/index.ts', 'docs/domain-model.md'];
  const before = lists.map(read);
  const run = scaffold(script, ...args);
  expect(run).toMatchObject({ status: 1, stdout: '' });
  expect(run.stderr).toContain(line);
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
  expect(lists.map(read)).toEqual(before);
});

test('new:event --field leaves what is derived from fields.ts to it', () => {
  const derived = ['src/domain/history/words.ts', 'src/domain/commands/undoing.ts'];
  const before = derived.map(read);
  const run = scaffold('new-event', 'contact-birthday-changed', '--field');
  expect(run).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("setBy: 'contact-birthday-changed'"),
  });
  expect(read('src/domain/events/index.ts')).toContain('contactBirthdayChanged');
  expect(derived.map(read)).toEqual(before);
});

test.each(['new-event', 'new-projection'])('%s --help prints its usage', (script) => {
  expect(scaffold(script, '--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`npm run ${script.replace('-', ':')} -- NAME`),
  });
});

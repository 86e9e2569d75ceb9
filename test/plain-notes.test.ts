import fc from 'fast-check';
import { renderAnyNotes } from '../src/markdown';
import { renderPlainNotes } from '../src/plain-notes';
import { runs } from './support/runs';

const usual = [
  '# Rome\n\n- **Ask** about the house\n- *why* Zoë left\n\nShe wrote, see [her blog](https://example.org/2026-11), and\ncalled.\n',
  'https://example.org/a?b=c\n\n\n## Next\nThe dog: “Bello” (brown)!\n',
  '- 日本 😀\n- [the map](http://example.org/map), twice',
  'An unpaired [bracket, and [one with no address',
];

test.each(usual)('%j is plain, and comes out as ever', (notes) => {
  expect(renderPlainNotes(notes)).toBe(renderAnyNotes(notes));
});

test.each([
  ['raw HTML', 'I <3 cake'],
  ['an entity', 'a &amp; b'],
  ['code', '`x`'],
  ['an image', '![a](https://example.org/a.png)'],
  ['a link that runs', '[a](javascript:alert(1))'],
  ['a link with a title', '[a](https://example.org "b")'],
  ['a link inside bold', '**see [a](https://example.org)**'],
  ['bold within words', 'a**b**c'],
  ['half a mark', 'a * b'],
  ['a table', '|a|\n|-|\n'],
  ['a list of lists', '- a\n  - b'],
  ['a wide list', '- a\n\n- b'],
  ['a numbered list', '1. a'],
  ['a box to tick', '- [x] a'],
  ['a heading by underline', 'a\n==='],
  ['a line across', '---'],
  ['a definition', '[a]: b'],
  ['a line that breaks hard', 'a  \nb'],
  ['a bare mail address', 'ann@example.org'],
  ['a bare host', 'see www.example.org'],
  ['an escape', '\\*a'],
  ['code by indent', '    a'],
  ['half a character', 'a\ud800'],
  ['what is unseen', 'a\u200bb'],
])('%s goes the long way', (_, notes) => {
  expect(renderPlainNotes(notes)).toBeNull();
});

/** What notes are made of: mostly what is plain, and whatever could make it mean something else. */
const plain = [
  ...[
    'a',
    'Bob',
    'Zoë',
    '日本',
    '😀',
    '²',
    '。',
    ' ',
    ' ',
    ' ',
    '\n',
    '\n\n',
    '\n\n\n',
    '- ',
    '- a b\n',
    '- **c** d\n',
  ],
  ...['# ', '## Head\n\n', '**b c**', '*b*', '[a b](https://e.org/1?a=b)', 'see [x y](http://a.b/c), ok\n\n'],
  ...[
    ' https://e.org/a-b?c=d',
    'https://e',
    '(http://q.r/s',
    '.',
    ',',
    '!',
    '?',
    ':',
    ';',
    '(',
    ')',
    '"',
    "'",
    '$',
    '/',
  ],
  ...['word word word', 'x'.repeat(600)],
];
const hostile = [
  ...[
    '-',
    '#',
    '####### ',
    '**',
    '*',
    '_',
    '__',
    '[',
    ']',
    '](',
    '![',
    '[a]: b',
    '[x] ',
    '[ ] ',
    '>',
    '> ',
    '1. ',
    '2) ',
  ],
  ...[
    '+ ',
    '=',
    '===',
    '---',
    '\t',
    '  ',
    '    ',
    '  \n',
    '\r',
    '~~',
    '`',
    '```',
    '<b>',
    '<!--',
    '&amp;',
    '&#60;',
    '|',
  ],
  ...[
    '\\',
    'www.',
    'http',
    'https://',
    'javascript:',
    'mailto:',
    'a@b.org',
    '\u00a0',
    '\u200d',
    '\u0301',
    '\0',
    '\ud800',
  ],
  ...['\ufeff', '\ufffe', '\u{1fffe}', '%', '^', '{', '}'],
];

test('whatever is taken for plain comes out as the long way has it', () => {
  const piece = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...plain) },
    { weight: 2, arbitrary: fc.constantFrom(...hostile) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  );
  const notes = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(''));
  let taken = 0;
  const alike = fc.property(notes, (markdown) => {
    const html = renderPlainNotes(markdown);
    if (html === null) return;
    taken++;
    expect(html).toBe(renderAnyNotes(markdown));
  });
  fc.assert(alike, runs(5_000));
  expect(taken).toBeGreaterThan(500);
});

import { renderNotes } from '../../src/notes/markdown';
import { unsafeParts } from '../support/safe-html';
import { hostileTexts } from '../support/xss-corpus';

test.each(hostileTexts)('notes with %j become safe HTML', (typed) => {
  expect(unsafeParts(renderNotes(typed))).toEqual([]);
});

test('all of them together, and within other syntax, become safe HTML', () => {
  expect(unsafeParts(renderNotes(hostileTexts.join('\n\n')))).toEqual([]);
  expect(unsafeParts(renderNotes(hostileTexts.join(' ')))).toEqual([]);
  for (const typed of hostileTexts)
    for (const around of [
      `> - ${typed}`,
      `*a ${typed} b*`,
      `| a |\n|---|\n| ${typed} |`,
      `[${typed}](https://example.org)`,
    ])
      expect({ around, unsafe: unsafeParts(renderNotes(around)) }).toEqual({ around, unsafe: [] });
});

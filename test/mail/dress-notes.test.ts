import { dressNotes } from '../../src/mail/dress-notes';
import { renderNotes } from '../../src/notes/markdown';

const dressed = (markdown: string) => dressNotes(renderNotes(markdown), 1);

test('elements that email programs style differently get inline styles', () => {
  const html = dressed('> a quote\n\n| a |\n|---|\n| 1 |\n\n[link](https://example.org)');
  for (const name of ['blockquote', 'table', 'th', 'td', 'a']) {
    expect(html).toMatch(new RegExp(`<${name} style="[^"]+"`));
  }
  expect(html).toContain('href="https://example.org"');
});

test('tags that people typed are escaped, and elements without a style are unchanged', () => {
  expect(dressed('<table> and <em>')).not.toContain('<table style');
  expect(dressed('*bees*')).toContain('<em>bees</em>');
});

test('headings are one level below the one above them, and are styled as on the page', () => {
  const html = dressed('# One\n\n## Two\n\n`<h3>`');
  expect(html).toMatch(/<h2 style="[^"]*19px[^"]*">One<\/h2>\n<h3 style="[^"]*17px[^"]*">Two<\/h3>/);
  expect(html).toContain('&#x3C;h3>');
  expect(dressNotes(renderNotes('# One'), 2)).toMatch(/^<h3 style="[^"]*19px[^"]*">One<\/h3>/);
});

import { styleNotes } from '../../src/mail/style-notes';
import { notesTree } from '../../src/notes/markdown';

const styled = (markdown: string) => styleNotes(notesTree(markdown), 1);

test('elements that email programs style differently get inline styles', () => {
  const html = styled('> a quote\n\n| a |\n|---|\n| 1 |\n\n[link](https://example.org)');
  for (const name of ['blockquote', 'table', 'th', 'td', 'a']) {
    expect(html).toMatch(new RegExp(`<${name} style="[^"]+"`));
  }
  expect(html).toContain('href="https://example.org"');
});

test('tags that people typed are escaped, and elements without a style are unchanged', () => {
  expect(styled('<table> and <em>')).not.toContain('<table style');
  expect(styled('*bees*')).toContain('<em>bees</em>');
});

test('headings are one level below the one above them, and are styled as on the page', () => {
  const html = styled('# One\n\n## Two\n\n`<h3>`');
  expect(html).toMatch(/<h2 style="[^"]*19px[^"]*">One<\/h2>\n<h3 style="[^"]*17px[^"]*">Two<\/h3>/);
  expect(html).toContain('&#x3C;h3>');
  expect(styleNotes(notesTree('# One'), 2)).toMatch(/^<h3 style="[^"]*19px[^"]*">One<\/h3>/);
});

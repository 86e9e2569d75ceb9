import { firstLines, renderNotes, renderPlain } from '../../src/notes/markdown';

describe('ordinary notes', () => {
  test.each([
    ['**Ask** about *Rome*', '<p><strong>Ask</strong> about <em>Rome</em></p>'],
    [
      '- the house\n- [x] the dog\n- [ ] the job',
      '<ul>\n<li>the house</li>\n<li>☑ the dog</li>\n<li>☐ the job</li>\n</ul>',
    ],
    ['3. third', '<ol start="3">\n<li>third</li>\n</ol>'],
    ['> said so', '<blockquote>\n<p>said so</p>\n</blockquote>'],
    ['`x < y`', '<p><code>x &#x3C; y</code></p>'],
    ['~~old~~', '<p><del>old</del></p>'],
  ])('%j', (markdown, html) => {
    expect(renderNotes(markdown).trim()).toBe(html);
  });

  test('tables keep their alignment', () => {
    const html = renderNotes('| who | when |\n| :-: | --- |\n| Ann | May |');
    expect(html).toContain('<th align="center">who</th>');
    expect(html).toContain('<td>May</td>');
  });

  test('headings stay below those of the page', () => {
    expect(renderNotes('# One\n\n## Two\n\n###### Six')).toBe('<h3>One</h3>\n<h4>Two</h4>\n<h6>Six</h6>\n');
  });

  test('any script, emoji, and right-to-left text are kept', () => {
    expect(renderNotes('שלום 👩‍👩‍👧 நன்றி')).toBe('<p>שלום 👩‍👩‍👧 நன்றி</p>\n');
  });

  test('the same notes give the same HTML', () => {
    const notes = '# A\n\n- [b](https://example.org)\n\n> *c*\n';
    expect(renderNotes(notes)).toBe(renderNotes(notes));
  });
});

describe('links', () => {
  test.each(['https://example.org/a?b=c', 'http://example.org', 'mailto:ann@example.org', 'tel:+4930123'])(
    '%s leads there and vouches for nothing',
    (href) => {
      expect(renderNotes(`[there](${href})`)).toBe(
        `<p><a href="${href}" rel="noopener nofollow">there</a></p>\n`,
      );
    },
  );

  test('a bare address becomes a link', () => {
    expect(renderNotes('see https://example.org now')).toContain(
      '<a href="https://example.org" rel="noopener nofollow">',
    );
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java&Tab;script:alert(1)',
    'javascript&colon;alert(1)',
    '&#x6A;avascript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//example.org',
    '/contacts',
    '#top',
    'https:example.org',
  ])('%j does not become a link', (href) => {
    const html = renderNotes(`[there](<${href}>) and [here](https://example.org)`);
    expect(html).not.toContain(`"${href}"`);
    expect(html.match(/href=/g)).toHaveLength(1);
    expect(html).toContain('there');
  });
});

describe('dangerous input', () => {
  test.each([
    '<script>alert(1)</script>',
    '<style>body{display:none}</style>',
    '<iframe src="https://example.org"></iframe>',
    '<form action="/sign-out"><input name="a"><button>x</button></form>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)>',
    '<a href="javascript:alert(1)" onclick="x()">x</a>',
    '<p id="content" class="x" style="x">x</p>',
    '<math><mi xlink:href="javascript:x">',
    '<base href="https://example.org">',
    '<object data="x"></object>',
    '<!-- --!><script>alert(1)</script>',
    '<![CDATA[<script>]]>',
    'a <b onmouseover=x>b</b> c',
    '<details open ontoggle=x>',
    '<noscript><p title="</noscript><script>alert(1)</script>">',
    '<div\n>\n\n<script>',
    '```"><script>\nx\n```',
  ])('%j', (markdown) => {
    const html = renderNotes(`${markdown}\n\n*still here*`);
    const tags = [...html.matchAll(/<(\w+)([^>]*)/g)];
    const harmless = ['p', 'em', 'pre', 'code'];
    expect(tags.filter(([, name, attributes]) => !harmless.includes(name!) || attributes)).toEqual([]);
    expect(html).toContain('still here');
  });

  test('raw HTML is shown as it was typed', () => {
    expect(renderNotes('I <3 <b>cake</b>')).toBe('<p>I &#x3C;3 &#x3C;b>cake&#x3C;/b></p>\n');
  });

  test('an image becomes its alternative text', () => {
    expect(renderNotes('![our "dog" <x>](https://example.org/spy.png "t")')).toBe(
      '<p>our "dog" &#x3C;x></p>\n',
    );
  });
});

describe('100 kB of malicious input', () => {
  const much = (pattern: string) => pattern.repeat(Math.ceil(100_000 / pattern.length)).slice(0, 100_000);
  const patterns = [
    '>',
    '> ',
    '> - ',
    '- ',
    '* ',
    '1. ',
    '[',
    '[a](',
    '![[]()',
    '*',
    '_',
    '*a_ ',
    'a_',
    '__a_',
    '~a~~ ',
    '**a* ',
    'a***',
    '`',
    '<',
    '<!--',
    '<div>',
    '&#',
    '\\',
    'a.',
    'a-',
    '.',
    'http://a.',
    'a@b.',
    '|a',
    '|a|\n|-|\n',
    'a\n-\n',
    '- a\n',
    'b\n',
    '>a\nb\n',
    '- a\n\n',
    '[a]: b\n',
    '> - *a [b](',
    '🙂',
    ' ',
    '\n',
    '\t',
  ];

  test.each(patterns)('%j, on one line and on many lines', (pattern) => {
    // Rendering that never ends fails by Jest's timeout.
    for (const text of [
      much(pattern),
      much(`${much(pattern).slice(0, 7900)}\n\n`),
      `- ${much(pattern).slice(0, 7900)}`,
    ]) {
      expect(renderNotes(text).length).toBeLessThan(2_000_000);
    }
  });

  test('a table of a thousand columns doesn’t grow quadratically', () => {
    const wide = `${'|a'.repeat(1000)}\n${'|-'.repeat(1000)}\n${'|b|\n'.repeat(1000)}`;
    expect(renderNotes(wide).length).toBeLessThan(50_000);
  });

  test('text that isn’t formatted is shown as typed', () => {
    expect(renderNotes(`<b>${'x'.repeat(9000)}`)).toBe(`<pre>&#60;b&#62;${'x'.repeat(9000)}</pre>`);
  });

  test('long but reasonable notes are formatted', () => {
    expect(renderNotes('- *ask* about the house\n\nand then\n\n'.repeat(2500))).toMatch(/^<ul>\n<li><em>ask/);
  });
});

test('the first lines are plain text', () => {
  const notes = '# Rome\n\n- [ ] ask *how* [it](https://example.org) was\n- the dog\n\nbye';
  expect(firstLines(notes, 3)).toBe('Rome\n☐ ask how it was\nthe dog');
  expect(firstLines(notes, 10)).toBe('Rome\n☐ ask how it was\nthe dog\nbye');
  expect(firstLines('', 3)).toBe('');
});

test('plain-text notes keep the Markdown', () => {
  expect(renderPlain('# Rome\r\n\r\n- *ask*\r\n\r\n')).toBe('# Rome\n\n- *ask*');
});

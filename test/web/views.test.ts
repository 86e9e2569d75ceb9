import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(__dirname, '../../views');
const views = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ejs'))
  .map((name) => name.replaceAll(path.sep, '/'));

const textOf = (view: string) => readFileSync(path.join(folder, view), 'utf8');

/** Returns the JavaScript between `<%` and `%>`, with comments left out. */
function scriptsIn(view: string): string[] {
  return [...textOf(view).matchAll(/<%(?!#)[-_=]?(.*?)[-_]?%>/gs)].map(([, script]) => script!);
}

test('no line of a template is longer than 140 characters', () => {
  const long = views.flatMap((view) =>
    textOf(view)
      .split('\n')
      .flatMap((line, index) => ([...line].length > 140 ? `${view}:${index + 1}` : [])),
  );
  expect(long).toEqual([]);
});

test('templates compute nothing: they declare no variables, and transform no lists', () => {
  const computing = views.filter((view) =>
    scriptsIn(view).some((script) => {
      const declares = /\b(const|let|var|function)\b/.test(script.replace(/\bfor \(const\b/, ''));
      return declares || /\.(map|filter|sort|reduce|slice|split|some|find)\(|=>/.test(script);
    }),
  );
  expect(computing).toEqual([]);
});

test('only the templates in past/ know of a past day, so the others show the present alone', () => {
  const asking = views.filter(
    (view) =>
      !view.startsWith('past/') && scriptsIn(view).some((script) => /\b(locals\.)?past\b[.?)]/.test(script)),
  );
  expect(asking).toEqual([]);
});

test('every page names its title, and only the layout is a whole document', () => {
  const rendered = views.filter((view) => textOf(view).includes('<% layout('));
  expect(rendered).toContain('contacts/show.ejs');
  expect(views.filter((view) => !view.startsWith('mail/') && textOf(view).includes('<html'))).toEqual([
    'layout.ejs',
  ]);
  expect(rendered.filter((view) => !/<% layout\(\{ title\b/.test(textOf(view)))).toEqual([]);
});

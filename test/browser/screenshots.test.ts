import { startApp, type TestApp } from '../support/app';
import type { Visitor } from '../support/visitor';
import { type Chromium, launchChromium } from './support/chromium';

/** KITH_SCREENSHOTS=1 npm run test:browser -- screenshots: takes those of the README. */
const wanted = process.env.KITH_SCREENSHOTS === '1' ? describe : describe.skip;

wanted('the screenshots of the README', () => {
  let app: TestApp;
  let chromium: Chromium;
  let visitor: Visitor;

  beforeAll(async () => {
    app = await startApp({ worker: true, clock: () => new Date('2026-11-21T09:00:00Z') });
    chromium = await launchChromium(app);
    ({ visitor } = await app.signedIn({ locale: 'en-GB' }));
    for (const [name, description, contact_method_value_0, spoken, meeting_on, meeting_time] of people)
      await add({ name, description, contact_method_value_0, spoken, meeting_on, meeting_time });
  });
  afterAll(async () => {
    await chromium?.close();
    await app.stop();
  });

  test.each([
    ['contacts', '/contacts', 885],
    ['contact', '/contacts/Amara%20Okafor', 954],
  ])('%s.png', async (stem, path, height) => {
    const look = { colorScheme: 'light', viewport: { width: 1200, height } } as const;
    const page = await (await chromium.browsing({ ...look, as: visitor })).newPage();
    await page.goto(path);
    await page.screenshot({ path: `docs/screenshots/${stem}.png` });
    expect(await chromium.closeTabs()).toEqual([]);
  });

  async function add({ spoken, meeting_on, meeting_time, ...fields }: Record<string, string>) {
    const page = await visitor.submit(await visitor.get('/contacts/new'), '/contacts', fields);
    for (const line of spoken?.split('; ') ?? []) {
      const [interacted_on = '', ...description] = line.split(' ');
      const noted = { interacted_on, description: description.join(' ') };
      if (interacted_on) await visitor.submit(page, /interactions$/, { ...noted, token: `${Math.random()}` });
    }
    if (!meeting_on) return;
    const planned = { meeting_on, meeting_time: meeting_time ?? '', notes };
    await visitor.submit(await visitor.get(`${page.path}/meeting/edit`), /meeting$/, planned);
  }
});

const notes = `She had just moved when we last met.

- How is the **new job**?
- Return her book on [wild bees](https://example.org/bees)
- Does she want to come to Lagos in *spring*, as planned?

> Ask, then wait. She takes her time.
`;

/** Name, who they are, how to reach them, when you spoke, next meeting: day, time. */
const people: [string, string, string, string, string, string][] = [
  [
    'Amara Okafor',
    'We met at the beekeeping course in Leipzig. Works at the observatory in Lagos now, and writes the best letters.',
    'amara@okafor.example',
    '2026-11-19 Called about the bees. She moves the hives next week and looks for somebody with a trailer.; 2026-10-02 Coffee at the station between two trains; 2026-08-30 Her birthday. Sang into the phone, badly.',
    '2026-11-24',
    '09:30',
  ],
  ['Björn Ærlig', 'Neighbour from Aarhus. Sails.', '+45 20 12 34 56', '2026-11-21 Met on the stairs', '', ''],
  ['Chiara De Luca', 'Sings alto; godmother of Nino', '@chiara', '2026-10-30', '2026-11-22', '13:00'],
  ['Dmitri', 'Chess on Thursdays. His daughter Katya starts school next summer.', '', '2025-08-03', '', ''],
  ['Grandma', '', '+49 30 1234567', '2026-11-16 The soup', '2026-12-24', ''],
  [
    'Jonas Weber',
    'Studied together. Two kids, one boat, no time',
    'jonas@weber.example',
    '2026-09-12',
    '',
    '',
  ],
  ['Zoë 🐝', '', '', '', '', ''],
  ['مريم حسن', 'من القاهرة', '+20 100 000 0000', '2026-11-11', '', ''],
  ['李小龙', 'From the language exchange', 'https://example.org/li', '2026-11-01', '', ''],
];

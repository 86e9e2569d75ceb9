import { createApp } from '../../../src/app';
import { startApp, type TestApp } from '../../support/app';
import { until } from '../../support/processes';
import { routesOf } from '../../support/routes';
import type { Page, Visitor } from '../../support/visitor';

/**
 * What every route may access. A route that is missing here fails the test. A new route is either `open` to everyone,
 * about one's `own` account only, or about `somebody`'s contact.
 */
type Somebody = { path: string; fields?: Record<string, string> };
type Own = {
  own: string;
  fields?: Record<string, string> /** The status, if the request is refused for everyone. */;
  status?: number;
};
type Access = 'open' | Own | { somebody: () => Somebody };

let app: TestApp;
let ada: Signed;
let bea: Signed;
/** Positions in Ada's stream. She can still undo `lastInteraction` and `lastDeletion`. */
let zoe: Record<'contact' | 'interaction' | 'deleted' | 'lastInteraction' | 'lost' | 'lastDeletion', string>;
type Signed = Awaited<ReturnType<TestApp['signedIn']>>;

const about = (rest: string, fields?: Record<string, string>): Access => ({
  somebody: () => ({
    path: `/contacts/Zoe${rest.replace(':interaction', zoe.interaction)}`,
    ...(fields && { fields: { contact: zoe.contact, ...fields } }),
  }),
});
const spoken = { interacted_on: '2026-01-02', description: 'Spoke' };
const typed = { interacted_on: '2026-01-03', description: 'Typed by someone' };

const routes: Record<string, Access> = {
  'GET /': 'open',
  'GET /healthz': 'open',
  'GET /readyz': 'open',
  'GET /sign-up': 'open',
  'POST /sign-up': 'open',
  'GET /sign-up/:token': 'open',
  'POST /sign-up/:token': 'open',
  'GET /sign-in': 'open',
  'POST /sign-in': 'open',
  'POST /sign-out': 'open',
  'GET /password-reset': 'open',
  'POST /password-reset': 'open',
  'GET /password-reset/:token': 'open',
  'POST /password-reset/:token': 'open',
  'GET /account-closed': 'open',
  'GET /outbox': 'open',
  'GET /outbox/:file': 'open',
  'GET /contacts': { own: '/contacts' },
  'GET /contacts/new': { own: '/contacts/new' },
  'POST /contacts': { own: '/contacts', fields: { name: 'Zoe', description: 'Another one' } },
  'GET /deleted-contacts': { own: '/deleted-contacts' },
  'GET /history': { own: '/history' },
  'GET /deleted-contacts/:contact/history': {
    somebody: () => ({ path: `/deleted-contacts/${zoe.deleted}/history` }),
  },
  'GET /contacts/:name/export': about('/export'),
  'GET /contacts/:name/forgetting': about('/forgetting'),
  'GET /deleted-contacts/:contact/export': {
    somebody: () => ({ path: `/deleted-contacts/${zoe.deleted}/export` }),
  },
  'GET /deleted-contacts/:contact/forgetting': {
    somebody: () => ({ path: `/deleted-contacts/${zoe.deleted}/forgetting` }),
  },
  'GET /contacts/:name/history': about('/history'),
  'POST /contacts/:name/history/:position/undoing': {
    somebody: () => ({
      path: `/contacts/Zoe/history/${zoe.lastInteraction}/undoing`,
      fields: { contact: zoe.contact },
    }),
  },
  'POST /deleted-contacts/:contact/history/:position/undoing': {
    somebody: () => ({
      path: `/deleted-contacts/${zoe.lost}/history/${zoe.lastDeletion}/undoing`,
      fields: {},
    }),
  },
  'POST /examples': { own: '/examples' },
  'POST /examples/removal': {
    somebody: () => ({ path: '/examples/removal', fields: { contacts: zoe.lost } }),
  },
  'GET /meetings': { own: '/meetings' },
  'GET /meetings/past': { own: '/meetings/past' },
  'GET /settings': { own: '/settings' },
  'POST /settings': {
    own: '/settings',
    fields: {
      time_zone: 'Asia/Tokyo',
      locale: 'ja',
      date_format: 'locale',
      morning_hour: '5',
      morning_email: 'on',
      appearance: 'dark',
    },
  },
  'GET /settings/email': { own: '/settings/email' },
  'POST /settings/email': {
    own: '/settings/email',
    fields: { email: 'bea.too@example.org', current_password: 'correct horse' },
  },
  'GET /settings/email/:token': { own: '/settings/email/spent', status: 410 },
  'POST /settings/email/:token': { own: '/settings/email/spent', status: 410 },
  'GET /settings/password': { own: '/settings/password' },
  'POST /settings/password': {
    own: '/settings/password',
    fields: { current_password: 'correct horse', password: 'bees in the attic' },
  },
  'POST /settings/sign-outs': { own: '/settings/sign-outs', fields: { browser: 'none of hers' } },
  'GET /contacts/:name': about(''),
  'GET /contacts/:name/edit': about('/edit'),
  'GET /contacts/:name/meeting/edit': about('/meeting/edit'),
  'GET /contacts/:name/interactions/:interaction/edit': about('/interactions/:interaction/edit'),
  'POST /contacts/:name/interactions': about('/interactions', typed),
  'POST /contacts/:name/interactions/:interaction': about('/interactions/:interaction', typed),
  'POST /contacts/:name/interactions/:interaction/removal': about('/interactions/:interaction/removal', {}),
  'POST /contacts/:name/tags': about('/tags', { tag: 'Typed by someone' }),
  'POST /contacts/:name/tags/removal': about('/tags/removal', { tag: 'Music' }),
  'POST /contacts/:name/stay-in-touch': about('/stay-in-touch', { every_days: '7' }),
  'POST /contacts/:name/stay-in-touch/ending': about('/stay-in-touch/ending', {}),
  'POST /contacts/:name/meeting': about('/meeting', { meeting_on: '2100-01-02', notes: 'Ask' }),
  'POST /contacts/:name/meeting/cancellation': about('/meeting/cancellation', {}),
  'POST /contacts/:name': about('', { name: 'Zoe', description: 'Changed', contact_method_value_0: '' }),
  'POST /contact-selection/tags': {
    somebody: () => ({
      path: '/contact-selection/tags',
      fields: { [`select_${zoe.contact}`]: 'on', tag: 'hers' },
    }),
  },
  'POST /contacts/:name/deletion': about('/deletion', {}),
  'POST /deleted-contacts/:contact/restoration': {
    somebody: () => ({ path: `/deleted-contacts/${zoe.deleted}/restoration`, fields: {} }),
  },
  'POST /contact-selection/deletion': {
    somebody: () => ({ path: '/contact-selection/deletion', fields: { [`select_${zoe.lost}`]: 'on' } }),
  },
  'POST /contact-selection/restoration': {
    somebody: () => ({ path: '/contact-selection/restoration', fields: { [`select_${zoe.lost}`]: 'on' } }),
  },
  // What can't be undone comes last.
  'POST /contacts/:name/forgetting': about('/forgetting', {}),
  'POST /deleted-contacts/:contact/forgetting': {
    somebody: () => ({ path: `/deleted-contacts/${zoe.lost}/forgetting`, fields: {} }),
  },
  'GET /account/export': { own: '/account/export' },
  'GET /account/closure': { own: '/account/closure' },
  'POST /account/closure': { own: '/account/closure', fields: { password: 'bees in the attic' } },
};

beforeAll(async () => {
  app = await startApp({ worker: true });
  ada = await app.signedIn({ email: 'ada@example.org' });
  bea = await app.signedIn({ email: 'bea@example.org' });
  // Positions are per account. Ada's contact has a position that Bea's stream never reaches.
  for (let n = 1; n <= 20; n++)
    await ada.visitor.post('/contacts', { name: `Friend ${n}` }, { follow: false });
  await ada.visitor.post('/contacts', { name: 'Zoe', description: 'A secret' });
  await ada.visitor.post('/contacts', { name: 'Gone' });
  await ada.visitor.post('/contacts', { name: 'Lost' });
  await settled(ada.accountId);
  const subject = async (name: string) => {
    const { rows } = await app.pool.query(
      'select contact from projected_contacts where account_id = $1 and name = $2',
      [ada.accountId, name],
    );
    return String(rows[0].contact);
  };
  const [contact, deleted, lost] = [await subject('Zoe'), await subject('Gone'), await subject('Lost')];
  zoe = { contact, deleted, lost, interaction: '', lastInteraction: '', lastDeletion: '' };
  const seen = String(await head(ada.accountId));
  await ada.visitor.post('/contacts/Gone/deletion', { contact: zoe.deleted, seen });
  await ada.visitor.post('/contacts/Zoe/interactions', { contact: zoe.contact, seen, ...spoken });
  zoe.interaction = String(await head(ada.accountId));
  await ada.visitor.post('/contacts/Zoe/interactions', { contact: zoe.contact, seen, ...spoken });
  zoe.lastInteraction = String(await head(ada.accountId));
  await ada.visitor.post('/contacts/Lost/deletion', { contact: zoe.lost, seen });
  zoe.lastDeletion = String(await head(ada.accountId));
  await settled(ada.accountId);
});
afterAll(() => app.stop());

it('every route of the app is listed', () => {
  expect(routesOf(createApp(app)).sort()).toEqual(Object.keys(routes).sort());
});

const others = Object.entries(routes).filter(([, access]) => access !== 'open');

it.each(others)('%s asks people who aren’t signed in to sign in', async (route, access) => {
  const page = await request(app.visitor(), route, target(access));
  // What was typed into a form is shown, with a link to sign in.
  if (page.status === 401) return expect(page.links.join()).toMatch(/\/sign-in/);
  expect(page.status).toBe(303);
  expect(page.headers.get('location')).toMatch(/^\/sign-in/);
});

const somebodys = others.filter(([, access]) => 'somebody' in (access as object));

it.each(somebodys)('%s does not find a contact of another account', async (route, access) => {
  const before = await everythingOf(ada.accountId);
  const hers = await head(bea.accountId);
  const page = await request(bea.visitor, route, target(access));
  expect(page.status).toBe(404);
  expect(page.html).not.toMatch(/Friend \d|A secret|Spoke/);
  expect(await everythingOf(ada.accountId)).toEqual(before);
  expect(await head(bea.accountId)).toBe(hers);
});

it.each(somebodys)('%s finds the contact in its own account', async (route, access) => {
  const { path, fields } = target(access);
  const seen = String(await head(ada.accountId));
  const page = await request(ada.visitor, route, { path, fields: fields && { seen, ...fields } });
  expect(page.status).toBeLessThan(400);
  await settled(ada.accountId);
});

const own = others.filter(([, access]) => 'own' in (access as object));

// Bea adds her own Zoe here.
it.each(own)('%s accesses one’s own account only', async (route, access) => {
  const before = await everythingOf(ada.accountId);
  const page = await request(bea.visitor, route, target(access));
  const { status } = access as Own;
  if (status) expect(page.status).toBe(status);
  else expect(page.status).toBeLessThan(400);
  expect(page.html).not.toMatch(/Friend \d|A secret|Gone/);
  await settled(bea.accountId);
  expect(await everythingOf(ada.accountId)).toEqual(before);
});

function target(access: Access): Somebody {
  if (access === 'open') throw new Error('an open route has no target');
  return 'own' in access ? { path: access.own, fields: access.fields } : access.somebody();
}

function request(visitor: Visitor, route: string, { path, fields = {} }: Somebody): Promise<Page> {
  if (route.startsWith('GET')) return visitor.get(path, { follow: false });
  return visitor.post(path, fields, { follow: false });
}

async function head(accountId: number): Promise<number> {
  const { rows } = await app.pool.query('select head from streams where account_id = $1', [accountId]);
  return rows[0].head;
}

/** Returns all rows of the account in all tables, except its reactors' cursors, which the sweeper moves. */
async function everythingOf(accountId: number): Promise<Record<string, string[]>> {
  const { rows: tables } = await app.pool.query(
    `select table_name as name from information_schema.columns
      where column_name = 'account_id' and table_schema = 'public' and table_name <> 'reactor_cursors'
      order by 1`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await app.pool.query(
      `select t::text as it from ${name} t where account_id = $1 order by 1`,
      [accountId],
    );
    found[name] = rows.map(({ it }) => it);
  }
  return found;
}

/** Waits until all projections of the account have caught up. */
async function settled(accountId: number): Promise<void> {
  await until(async () => {
    const { rows } = await app.pool.query(
      `select from projections left join projection_cursors c on c.projection = name and account_id = $1
        where c.position is distinct from (select head from streams where account_id = $1)
       union all select from streams where account_id = $1 and fanned_out < head`,
      [accountId],
    );
    return rows.length === 0;
  });
}

import { type Request, type RequestHandler, Router } from 'express';
import type { Pool } from 'pg';
import { identityOf } from '../../../src/accounts/require-account';
import type { Clock } from '../../../src/base/clock';
import { toPosition } from '../../../src/domain/commands/contact';
import { Fields } from '../../../src/domain/commands/fields';
import { findAccount } from '../../../src/domain/projections/accounts';
import { contactPath } from '../../../src/domain/values/contact-path';
import { contactPage } from '../../../src/web/controllers/contact-page';
import type { Asked } from '../../../src/web/controllers/define-page';
import { storeDone, takeDone } from '../../../src/web/controllers/done';
import { isRedirect, send } from '../../../src/web/controllers/page';
import { phrases } from '../../../src/web/phrases';

type Deps = { pool: Pool; clock: Clock };

/** A contact's page, read from its current rows, and a form that changes it with one UPDATE. */
export function twinContacts(deps: Deps): Router {
  const router = Router();
  router.get('/contacts/:name', show(deps));
  router.post('/contacts/:name', save(deps));
  return router;
}

function show({ pool, clock }: Deps): RequestHandler {
  return async (req, res) => {
    const { accountId } = identityOf(req);
    const account = (await findAccount(pool, accountId))!;
    const { locale, date_format: dateFormat, time_zone: timeZone } = account;
    const say = phrases({ locale, dateFormat, timeZone, now: clock() });
    const path = req.path.split('/').slice(1).map(decodeURIComponent);
    const params = req.params as Record<string, string>;
    const { query, sessionID: sid } = req;
    const asked: Asked = {
      db: pool,
      log: pool,
      accountId,
      account,
      sid,
      say,
      path,
      params,
      query,
      kept: {},
      body: {},
    };
    const answer = await contactPage.show(asked);
    if (isRedirect(answer)) return send(res, answer, 0);
    send(res, { done: takeDone(req, res), say, appearance: account.appearance, ...answer }, 0);
  };
}

function save({ pool }: Deps): RequestHandler {
  return async (req: Request, res) => {
    const { contact, name, description } = req.body as Record<string, string>;
    const fields = new Fields();
    const named = fields.name(name ?? '');
    const described = fields.lines('description', description ?? '');
    const refusal = fields.refusal();
    if (refusal) throw refusal;
    await pool.query({
      name: 'twin-save',
      text: `update projected_contacts
        set name = $3, name_key = $4, description = $5, last_updated_at = clock_timestamp()
        where account_id = $1 and contact = $2`,
      values: [identityOf(req).accountId, toPosition(contact ?? ''), named.name, named.name_key, described],
    });
    storeDone(req, res, 'contact-saved');
    res.redirect(303, contactPath(named.name));
  };
}

import { type RequestHandler, type Response, Router } from 'express';
import { exactMoment, sayMoment } from '../../base/date-words';
import type { AppDeps } from '../../base/deps';
import { listOutbox, type OutboxMail, readOutboxMail } from '../../mail/outbox';
import { outboxFolder } from '../../mail/outbox-delivery';

/**
 * GET /outbox and /outbox/:file: the mails of a Kith that has no mail server, for whoever sits at its machine.
 * They hold links that open accounts, so nobody else may read them: to others these pages don't exist.
 */
export function outboxController({ config, clock }: AppDeps): Router {
  const router = Router();
  const folder = outboxFolder(config.dataDir);
  // Who reads this sits at this machine, whose zone is theirs.
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const say = {
    moment: (instant: Date) => sayMoment(instant, clock(), zone, 'en'),
    exactMoment: (instant: Date) => exactMoment(instant, zone, 'en'),
  };
  router.use('/outbox', onlyAtThisMachine(config));

  router.get('/outbox', async (_req, res) => {
    res.render('outbox/index', { mails: await listOutbox(folder, 100), say });
  });

  router.get('/outbox/:file', async (req, res, next) => {
    const mail = await readOutboxMail(folder, req.params.file);
    if (!mail) return next('router');
    if (req.query.part === 'raw') return sendRaw(res, mail);
    if (req.query.part === 'html') return sendHtml(res, mail);
    res.render('outbox/show', { mail, parts: withLinks(mail.text), say });
  });
  return router;
}

/**
 * A loopback peer that no proxy stands before. The name it was called by counts too: a hostile page whose own
 * name was made to mean 127.0.0.1 would otherwise read along.
 */
function onlyAtThisMachine({ smtpUrl, baseUrl }: AppDeps['config']): RequestHandler {
  const names = ['localhost', '127.0.0.1', '[::1]', new URL(baseUrl).hostname];
  return (req, _res, next) => {
    const peer = req.socket.remoteAddress ?? '';
    const isLoopback = /^(::1|(::ffff:)?127(\.\d+){3})$/.test(peer);
    const isForwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => name in req.headers);
    const calledBy = (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    next(
      smtpUrl === undefined && isLoopback && !isForwarded && names.includes(calledBy) ? undefined : 'router',
    );
  };
}

function sendRaw(res: Response, { file, raw }: OutboxMail): void {
  res.attachment(file).type('message/rfc822').send(raw);
}

/** As a mail program would show it: styled, without scripts, forms or anything from elsewhere. */
function sendHtml(res: Response, { html }: OutboxMail): void {
  // A page in a sandbox is of no origin, and has no process to share or not to share.
  res.removeHeader('Origin-Agent-Cluster');
  res.set('Content-Security-Policy', mailPolicy).type('html').send(html);
}

const mailPolicy = [
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'sandbox allow-popups allow-top-navigation-by-user-activation',
].join('; ');

/** Text cut at its web addresses; at odd places stand addresses. */
function withLinks(text: string): string[] {
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/);
}

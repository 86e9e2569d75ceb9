import { type RequestHandler, type Response, Router } from 'express';
import { exactMoment, sayMoment } from '../../base/date-words';
import type { AppDeps } from '../../base/deps';
import { listOutbox, type OutboxMail, readOutboxMail } from '../../mail/outbox';
import { outboxFolder } from '../../mail/outbox-delivery';

/**
 * GET /outbox and /outbox/:file: the emails of a Kith without a mail server, for requests from its own machine.
 * The emails contain links that open accounts, so for all other requests these pages don't exist (404).
 */
export function outboxController({ config, clock }: AppDeps): Router {
  const router = Router();
  const folder = outboxFolder(config.dataDir);
  // Only this machine shows these pages, so its time zone is the reader's.
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
 * Lets only requests pass that come from the loopback interface without a proxy. Checks the Host header, too: otherwise
 * a malicious site that resolves its own name to 127.0.0.1 (DNS rebinding) could read the emails.
 */
function onlyAtThisMachine({ smtpUrl, baseUrl }: AppDeps['config']): RequestHandler {
  const names = ['localhost', '127.0.0.1', '[::1]', new URL(baseUrl).hostname];
  return (req, _res, next) => {
    const peer = req.socket.remoteAddress ?? '';
    const isLoopback = /^(::1|(::ffff:)?127(\.\d+){3})$/.test(peer);
    const isForwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => name in req.headers);
    const host = (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    next(smtpUrl === undefined && isLoopback && !isForwarded && names.includes(host) ? undefined : 'router');
  };
}

function sendRaw(res: Response, { file, raw }: OutboxMail): void {
  res.attachment(file).type('message/rfc822').send(raw);
}

/** Shows the email as a mail program would: styled, but without scripts, forms, or external resources. */
function sendHtml(res: Response, { html }: OutboxMail): void {
  // A sandboxed page has an opaque origin, to which this header doesn't apply.
  res.removeHeader('Origin-Agent-Cluster');
  res.set('Content-Security-Policy', mailPolicy).type('html').send(html);
}

const mailPolicy = [
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'sandbox allow-popups allow-top-navigation-by-user-activation',
].join('; ');

/** Splits text at its URLs. */
function withLinks(text: string): { text: string; isLink: boolean }[] {
  const parts = text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/);
  return parts.map((part, index) => ({ text: part, isLink: index % 2 === 1 }));
}

import { type CookieOptions, type RequestHandler, type Response, Router } from 'express';
import type { Config } from '../../base/config';
import { exactMoment, sayMoment } from '../../base/date-words';
import type { AppDeps } from '../../base/deps';
import { listOutbox, type OutboxMail, readOutboxMail } from '../../mail/outbox';
import { isOutboxKey, outboxOf } from '../../mail/outbox-access';
import { outboxFolder } from '../../mail/outbox-delivery';

/**
 * GET /outbox and /outbox/:file: the emails of a Kith without a mail server. They contain links that open accounts, so
 * for requests from other machines these pages don't exist (404), and a browser on this one must show a key first (403).
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
  router.use('/outbox', onlyAtThisMachine(config), onlyWithKey(config));

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
 * Lets only requests pass that come from the loopback interface, without a proxy, and ask for the host that BASE_URL
 * names, which must be loopback. Checks the host, too: otherwise a malicious site that resolves its own name to 127.0.0.1
 * (DNS rebinding) could read the emails.
 */
function onlyAtThisMachine(config: Config): RequestHandler {
  const { host } = new URL(config.baseUrl);
  return (req, _res, next) => {
    const peer = req.socket.remoteAddress ?? '';
    const isLoopback = /^(::1|(::ffff:)?127(\.\d+){3})$/.test(peer);
    const isForwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => name in req.headers);
    const isHere = isLoopback && !isForwarded && req.headers.host?.toLowerCase() === host;
    next(outboxOf(config) === 'shown' && isHere ? undefined : 'router');
  };
}

/**
 * Lets only browsers pass that opened the address with the key, which the terminal shows: other people may use this
 * machine, and forwarded connections (`ssh -R`, containers) come from it, too. A cookie keeps the key, so that it
 * doesn't stay in the address.
 */
function onlyWithKey(config: Config): RequestHandler {
  const attributes: CookieOptions = {
    httpOnly: true,
    sameSite: 'strict',
    secure: config.baseUrl.startsWith('https:'),
    path: '/outbox',
    maxAge: 30 * 24 * 60 * 60 * 1000,
  };
  return (req, res, next) => {
    const [, kept = ''] = cookiePattern.exec(req.headers.cookie ?? '') ?? [];
    const typed = typeof req.query.key === 'string' ? keyIn(req.query.key) : '';
    if (isOutboxKey(config, typed))
      return res.cookie('kith-outbox', typed, attributes).redirect(303, '/outbox');
    if (isOutboxKey(config, kept) && !typed) return next();
    const faults = typed && { key: 'That’s not the key. Please copy it from the terminal again.' };
    res.status(403).render('outbox/key', { faults });
  };
}

const cookiePattern = /(?:^|; )kith-outbox=([\w-]*)(?:;|$)/;

/** People may paste the whole address. */
function keyIn(typed: string): string {
  return typed.trim().replace(/^.*[?&]key=/, '');
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

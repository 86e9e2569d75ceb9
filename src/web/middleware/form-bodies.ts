import { type RequestHandler, raw } from 'express';
import { PageFailure } from '../../accounts/page-failure';

/** In bytes: 100 kB of notes with every byte percent-encoded, and room for the other fields. */
const limit = 400 * 1024;
/** In bytes, for forms of people who aren't signed in: emails and passwords are short. */
const strangersLimit = 32 * 1024;
const strangersForms = /^\/(sign-up|sign-in|sign-out|password-reset)(\/|$)/i;

/**
 * Reads the form of a POST into `req.body`: a flat object of strings, with the last value of a repeated field. Unlike a
 * lenient parser, it rejects invalid percent-encoding and UTF-8 (400), so that nothing is stored differently from how
 * it was typed. Rejects forms above the size limit (413) and bodies that aren't forms (415).
 */
export function formBodies(): RequestHandler[] {
  const [ours, strangers] = [reader(limit), reader(strangersLimit)];
  const read: RequestHandler = (req, res, next) => {
    if (!strangersForms.test(req.path)) return ours(req, res, next);
    strangers(req, res, (error) => next(error?.type === 'entity.too.large' ? tooLong : error));
  };
  return [read, decodeForm];
}

function reader(most: number): RequestHandler {
  return raw({ type: 'application/x-www-form-urlencoded', limit: most, inflate: false });
}

const decodeForm: RequestHandler = (req, _res, next) => {
  if (Buffer.isBuffer(req.body)) req.body = fieldsOf(req.body);
  else if (hasOtherBody(req.headers)) throw notAForm;
  else req.body = {};
  next();
};

function hasOtherBody(headers: { 'content-length'?: string; 'transfer-encoding'?: string }): boolean {
  return Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
}

function fieldsOf(body: Buffer): Record<string, string> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body).replaceAll('+', ' ');
    const pairs = text === '' ? [] : text.split('&').map(fieldOf);
    return Object.assign(Object.create(null), Object.fromEntries(pairs));
  } catch (cause) {
    throw Object.assign(unreadable(), { cause });
  }
}

function fieldOf(pair: string): [string, string] {
  const [name = '', ...value] = pair.split('=');
  return [decodeURIComponent(name), decodeURIComponent(value.join('='))];
}

const tooLong = new PageFailure(
  413,
  'That’s too long',
  'Nothing was saved. Emails and passwords can’t be that long. Please go back and type them again.',
);

const notAForm = new PageFailure(
  415,
  'We couldn’t read that',
  'Kith only accepts forms sent by a web browser.',
);

function unreadable(): PageFailure {
  return new PageFailure(
    400,
    'We couldn’t read that',
    'The form was damaged in transit, so nothing was saved. Please go back and submit it again.',
  );
}

import { type RequestHandler, raw } from 'express';
import { PageFailure } from '../../accounts/page-failure';

/** 100 kB of notes, when every byte of them is percent-encoded, and room for the other fields. */
const limit = 400 * 1024;
/** What strangers may send: addresses and passwords are short. */
const strangersLimit = 32 * 1024;
const strangersForms = /^\/(sign-up|sign-in|sign-out|password-reset)(\/|$)/i;

/**
 * Reads the form of a POST into `req.body`: a flat object of strings, the last of a repeated field.
 * Unlike a lenient parser it refuses broken percent-encoding and UTF-8 (400), since what can't be read
 * as it was typed must not be stored as something else. Larger than the limit: 413. Not a form: 415.
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
  'That is too much at once',
  'Nothing was sent on. Addresses and passwords are shorter than that; please go back and type them again.',
);

const notAForm = new PageFailure(415, 'We could not read that', 'Kith reads forms as browsers send them.');

function unreadable(): PageFailure {
  return new PageFailure(
    400,
    'We could not read that',
    'The form arrived damaged, so nothing was saved. Please go back and send it again.',
  );
}

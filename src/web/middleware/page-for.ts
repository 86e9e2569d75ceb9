import { PageFailure } from '../../accounts/page-failure';
import { isPassing } from '../../base/sqlstate';
import { Refusal } from '../../engine/deciding/refusal';

/** Returns the page for an error: what happened, whether anything was saved, and what to do. */
export function pageFor(error: unknown): PageFailure {
  if (error instanceof PageFailure) return error;
  if (error instanceof Refusal) return refused(error);
  const { status, type } = error as { status?: number; type?: string };
  if (type === 'entity.too.large') return tooLarge();
  if (type === 'request.aborted')
    return new PageFailure(
      400,
      'The connection was interrupted',
      'We received only part of the form, so nothing was saved. Please go back and try again.',
    );
  if (status === 400 || error instanceof URIError) return unreadable();
  if (status === 415 || type === 'encoding.unsupported')
    return new PageFailure(415, 'We couldn’t read that', 'Kith only accepts forms sent by a web browser.');
  return isPassing(error) ? databaseUnreachable() : ourFault();
}

/** For refusals outside a form; a form shows them itself, with its input kept. */
function refused({ kind }: Refusal): PageFailure {
  const [status, title, text] = refusals[kind];
  return new PageFailure(status, title, text);
}

const refusals: Record<Refusal['kind'], [number, string, string]> = {
  invalid: [422, 'We couldn’t save that', 'Nothing was changed. Please go back and check what you entered.'],
  conflict: [
    409,
    'This changed while you were editing',
    'Nothing was saved. Please go back, reload the page, and try again.',
  ],
  'not-found': [404, 'Page not found', 'The address may be mistyped, or the page may no longer exist.'],
  unavailable: [
    503,
    'Kith can’t do that right now',
    'Nothing was changed. Please go back in a moment and try again.',
  ],
};

function tooLarge(): PageFailure {
  return new PageFailure(
    413,
    'That’s too long',
    'Nothing was saved. Notes can be up to 100 kB, about fifty pages. Please go back and shorten them.',
  );
}

function unreadable(): PageFailure {
  return new PageFailure(
    400,
    'This link is broken',
    'Please check its address, or start from the home page.',
  );
}

function databaseUnreachable(): PageFailure {
  return new PageFailure(
    503,
    'Kith can’t reach its database right now',
    'Your changes may not have been saved. Please go back in a moment and try again.',
    { headers: { 'Retry-After': '5' } },
  );
}

function ourFault(): PageFailure {
  return new PageFailure(
    500,
    'Something went wrong on our side',
    'It isn’t your fault, and the error has been logged. Please go back and try again.',
  );
}

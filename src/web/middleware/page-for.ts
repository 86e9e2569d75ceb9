import { PageFailure } from '../../accounts/page-failure';
import { isPassing } from '../../base/sqlstate';
import { Refusal } from '../../engine/deciding/refusal';

/** The page that tells a person about an error: what happened, whether anything was saved, what to do. */
export function pageFor(error: unknown): PageFailure {
  if (error instanceof PageFailure) return error;
  if (error instanceof Refusal) return refused(error);
  const { status, type } = error as { status?: number; type?: string };
  if (type === 'entity.too.large') return tooLarge();
  if (type === 'request.aborted')
    return new PageFailure(400, 'That broke off', 'The form did not arrive whole.');
  if (status === 400 || error instanceof URIError) return unreadable();
  if (status === 415 || type === 'encoding.unsupported')
    return new PageFailure(415, 'We could not read that', 'Kith reads forms as browsers send them.');
  return isPassing(error) ? away() : ourFault();
}

/** A form that keeps its input tells these better; this is for the rest. */
function refused({ kind }: Refusal): PageFailure {
  const [status, title, text] = refusals[kind];
  return new PageFailure(status, title, text);
}

const refusals: Record<Refusal['kind'], [number, string, string]> = {
  invalid: [
    422,
    'That can’t be saved like this',
    'Nothing was changed. Please go back and check what you entered.',
  ],
  conflict: [
    409,
    'Somebody was faster',
    'This has changed in the meantime. Please go back, reload and look again.',
  ],
  'not-found': [404, 'There is nothing here', 'The address may be mistyped, or what was here has gone.'],
  unavailable: [
    503,
    'This has to wait a moment',
    'Nothing was changed. Please go back in a moment and try again.',
  ],
};

function tooLarge(): PageFailure {
  return new PageFailure(
    413,
    'That is too much at once',
    'Nothing was saved. Notes can be up to 100 kB, which is some fifty pages. Please go back and shorten them.',
  );
}

function unreadable(): PageFailure {
  return new PageFailure(
    400,
    'This address is broken',
    'Please check the link, or start from the front page.',
  );
}

function away(): PageFailure {
  return new PageFailure(
    503,
    'Kith can’t reach its memory right now',
    'What you sent may not be saved. Please go back in a moment and try again.',
    { headers: { 'Retry-After': '5' } },
  );
}

function ourFault(): PageFailure {
  return new PageFailure(
    500,
    'Something went wrong on our side',
    'It isn’t your fault, and we have made a note of it. Please go back and try again.',
  );
}

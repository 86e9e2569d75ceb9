import type { ErrorRequestHandler, Response } from 'express';
import { PageFailure } from '../../accounts/page-failure';
import { typedTexts } from '../../accounts/typed-texts';
import { codeOf } from '../../base/failure';
import type { Log } from '../../base/log';
import { pageFor } from './page-for';

/**
 * Turns every error into a page. Logs errors that the person can't have caused; the page shows the request's ID to find
 * them by. Messages are left out of the log, since they may hold personal data.
 */
export function errorHandler(log: Log): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const page = pageFor(error);
    const line = { requestId: req.id, status: page.status };
    // Transient failures are logged in full where they occur; here, thousands of requests would each repeat them.
    if (page.status === 503) log.warn({ ...line, code: codeOf(error) }, 'request failed');
    else if (page.status >= 500) log.error({ ...line, error }, 'request failed');
    // Part of the response is already sent: closing the connection is the only way to show that it is incomplete.
    if (res.headersSent) return void req.socket.destroy();
    res.status(page.status).set(page.more.headers ?? {});
    const again = req.method === 'GET' && page.status >= 500 && { href: req.originalUrl, words: 'Try again' };
    const typed = page.more.typed ?? (page.status >= 500 && req.body ? typedTexts(req.body) : undefined);
    render(res, page, req.id, log, page.more.action ?? (again || undefined), typed);
  };
}

/** Ends a request that matches no route. Throws a PageFailure (404). */
export function notFound(): never {
  throw new PageFailure(
    404,
    'Page not found',
    'The address may be mistyped, or the page may no longer exist.',
  );
}

function render(
  res: Response,
  { status, title, text }: PageFailure,
  id: string,
  log: Log,
  action: PageFailure['more']['action'],
  typed: PageFailure['more']['typed'],
): void {
  const requestId = status >= 500 ? id : undefined;
  const locals = { status, title, text, requestId, action, typed };
  res.render('errors/failure', locals, (error, html) => {
    if (!error) return void res.send(html);
    log.error({ requestId: id, error }, 'the error page itself failed');
    res.type('text').send(`${title}\n\n${text}\n\n${id}\n`);
  });
}

type More = {
  headers?: Record<string, string>;
  /** The page's main link. Without it, the page links to the contacts or the home page. */
  action?: { href: string; words: string };
  /** What was typed into a form that can't be shown again, by label. The page shows it, so that it isn't lost. */
  typed?: Record<string, string>;
};

/**
 * Ends a request with an error page: a status, and what happened and what to do, in words for people.
 * Thrown by middleware and controllers; `error-handler.ts` renders the page.
 */
export class PageFailure extends Error {
  override readonly name = 'PageFailure';

  constructor(
    readonly status: number,
    readonly title: string,
    readonly text: string,
    readonly more: More = {},
  ) {
    super(title);
  }
}

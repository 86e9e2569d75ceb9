type More = {
  headers?: Record<string, string>;
  /** The one link that the page offers; without it, the way to the contacts or the front page. */
  action?: { href: string; words: string };
  /** What was typed into a form that is gone, by label: shown, so that it is not lost. */
  typed?: Record<string, string>;
};

/**
 * Ends a request with a plain page: a status, and in words for a person what happened and what to do.
 * Thrown by middleware and controllers; `error-handler.ts` turns it into the page.
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

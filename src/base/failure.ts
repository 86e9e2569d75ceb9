/**
 * Kith can't start or continue, and the operator can fix it.
 * `lines` has one entry per fault, a sentence or two: what is wrong and what to do. They never contain a secret.
 */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly lines: string[];

  constructor(lines: string | string[], options?: { cause?: unknown }) {
    const all = typeof lines === 'string' ? [lines] : lines;
    super(all.join('\n'), options);
    this.lines = all;
  }
}

/** Returns the code of a system or database error (`EACCES`, `28P01`), or `unknown`. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown';
}

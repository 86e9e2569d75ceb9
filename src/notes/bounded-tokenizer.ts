import { Tokenizer } from 'marked';

/**
 * marked's tokenizer with two limits. Nesting stops at a fixed depth; without a limit, the recursion overflows the stack
 * at an unpredictable depth. The search for a closing delimiter covers a limited number of characters; without a limit,
 * it reads the rest of the text once for every opening delimiter. Text beyond these limits stays as it was typed.
 */
export class BoundedTokenizer extends Tokenizer {
  private depth = 0;

  override blockquote(src: string) {
    return this.nested(() => super.blockquote(src));
  }

  override list(src: string) {
    return this.nested(() => super.list(src));
  }

  override link(src: string) {
    return this.nested(() => super.link(src));
  }

  override reflink(...args: Parameters<Tokenizer['reflink']>) {
    return this.nested(() => super.reflink(...args));
  }

  override emStrong(src: string, masked: string, previous?: string) {
    return this.nested(() => super.emStrong(src.slice(0, lookAhead), ahead(masked, src), previous));
  }

  override del(src: string, masked: string, previous?: string) {
    return this.nested(() => super.del(src.slice(0, lookAhead), ahead(masked, src), previous));
  }

  override url(src: string) {
    return super.url(src.slice(0, lookAhead));
  }

  override inlineText(src: string) {
    return super.inlineText(src.slice(0, lookAhead));
  }

  private nested<Token>(tokenize: () => Token): Token | undefined {
    if (this.depth >= maxDepth) return undefined;
    this.depth++;
    try {
      return tokenize();
    } finally {
      this.depth--;
    }
  }
}

const maxDepth = 20;
const lookAhead = 1000;

/** marked passes the whole text with links and code masked. `src` corresponds to the end of it. */
function ahead(masked: string, src: string): string {
  const from = masked.length - src.length;
  return masked.slice(from, from + lookAhead);
}

import { Tokenizer } from 'marked';

/**
 * marked's own tokenizer, kept from running away. Nesting stops at a fixed depth, where its recursion would
 * overflow the stack at a depth that nobody can foretell; and what looks ahead for a closing mark looks a
 * bounded way, where it would read the whole rest of the text once for every opening one. What goes beyond
 * stays as the person typed it.
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

/** marked hands over the whole text with its links and code masked; the part that `src` stands for is its end. */
function ahead(masked: string, src: string): string {
  const from = masked.length - src.length;
  return masked.slice(from, from + lookAhead);
}

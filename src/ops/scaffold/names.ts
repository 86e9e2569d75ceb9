/** contact-introduced → contactIntroduced. */
export function camelCase(name: string): string {
  return name.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** contact-introduced → ContactIntroduced. */
export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** contact-introduced → A contact was introduced. */
export function sentenceOf(type: string): string {
  const words = type.split('-');
  const noun = words.slice(0, -1).join(' ');
  return `${/^[aeio]/.test(noun) ? 'An' : 'A'} ${noun} was ${words.at(-1)}.`;
}

/** Whether events of this type are about the account as a whole: they have no subject. Others are about a contact. */
export function isAboutAccount(type: string): boolean {
  return type.startsWith('account-');
}

/** contact-introduced → introduce-contact. Undefined if the verb can't be derived from the past tense. */
export function imperativeOf(type: string): string | undefined {
  const words = type.split('-');
  const verb = presentOf(words.at(-1)!);
  return verb && [verb, ...words.slice(0, -1)].join('-');
}

function presentOf(past: string): string | undefined {
  const rules: [RegExp, string][] = [
    [/ied$/, 'y'],
    [/([bdgmnprt])\1ed$/, '$1'],
    [/(ss|ck|ch|sh|x|w|y|ll|[cnrpf]t|[nr]d|[nlr]k)ed$/, '$1'],
    [/([csuvz]|[drn]g|[aou]t|[aiou]r|[aiou]k|pl|bl|in|im|am|um)ed$/, '$1e'],
  ];
  const rule = rules.find(([ending]) => ending.test(past));
  return rule && past.replace(...rule);
}

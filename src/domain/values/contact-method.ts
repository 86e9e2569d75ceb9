/** One way to reach a contact. The first one in a list is the preferred one. */
export type ContactMethod = {
  kind: ContactMethodKind;
  /** What the account holder calls it, such as "work". May be empty. */
  label: string;
  value: string;
};
export type ContactMethodKind = 'email' | 'phone' | 'url' | 'handle' | 'other';
export type ContactMethodLink = { href: string; label: string };

/** Returns a contact method whose kind is detected from its value. Pure, because upcasters use it too. */
export function contactMethodOf(value: string, label = ''): ContactMethod {
  return { kind: kindOf(value), label, value };
}

function kindOf(value: string): ContactMethodKind {
  return recognize(value)?.kind ?? (isHandle(value) ? 'handle' : 'other');
}

/**
 * Returns the link for a contact method: an email address (mailto:), a phone number (tel:), an http or https URL, or
 * a bare domain such as "example.org/ann". Returns null for a handle or anything else, so no other scheme is linked.
 */
export function contactMethodLink(value: string): ContactMethodLink | null {
  return recognize(value)?.link ?? null;
}

function recognize(value: string): { kind: ContactMethodKind; link: ContactMethodLink } | undefined {
  const label = value.trim();
  if (label === '' || label.length > 1000) return undefined;
  for (const [kind, linkOf] of recognizers) {
    const link = linkOf(label);
    if (link) return { kind, link };
  }
  return undefined;
}

const recognizers: [ContactMethodKind, (label: string) => ContactMethodLink | null][] = [
  ['url', webLink],
  ['email', mailLink],
  ['phone', phoneLink],
  ['url', bareDomainLink],
];

/** Whether the value is one word with a letter in it: ann.smith, @ann, @ann@example.social. */
function isHandle(value: string): boolean {
  const word = value.trim();
  return (
    /^(@?[\p{L}\p{N}_][\p{L}\p{N}._-]{0,63}|@[\p{L}\p{N}._-]{1,64}@[\p{L}\p{N}.-]{1,253})$/u.test(word) &&
    /\p{L}/u.test(word)
  );
}

function webLink(label: string): ContactMethodLink | null {
  if (!/^https?:\/\/[^\s/]/i.test(label) || /\s/.test(label) || !URL.canParse(label)) return null;
  return { href: new URL(label).href, label };
}

function mailLink(value: string): ContactMethodLink | null {
  const label = value.replace(/^mailto:/i, '');
  const [, local, domain] = /^([^\s@<>()[\]\\,;:"]+)@([\p{L}\p{N}.-]+\.[\p{L}\p{N}-]+)$/u.exec(label) ?? [];
  if (!local?.isWellFormed() || !domain) return null;
  return { href: `mailto:${encodeURIComponent(local)}@${domain}`, label };
}

/** Reads "+49 (0)30 1234-56" by its digits, except for the (0), which is dialed only within the country. */
function phoneLink(value: string): ContactMethodLink | null {
  const label = value.replace(/^tel:/i, '');
  if (!/^\+?[\d\s().\-/]+$/.test(label)) return null;
  const abroad = label.startsWith('+');
  const digits = (abroad ? label.replace('(0)', '') : label).replace(/\D/g, '');
  if (digits.length < 5 || digits.length > 15) return null;
  return { href: `tel:${abroad ? '+' : ''}${digits}`, label };
}

/** "ann.smith" is more likely a handle, so a bare domain needs www, a path, or a common top-level domain. */
function bareDomainLink(label: string): ContactMethodLink | null {
  const [, host, ending, path] = /^((?:[\p{L}\p{N}-]+\.)+(\p{L}{2,}))(?::\d+)?(\/\S*)?$/u.exec(label) ?? [];
  if (!host || !ending || !(host.startsWith('www.') || path || commonEndings.test(ending))) return null;
  return webLink(`https://${label}`) && { href: new URL(`https://${label}`).href, label };
}

const commonEndings =
  /^([a-z]{2}|com|org|net|info|biz|edu|gov|name|dev|app|blog|page|site|online|social|family|xyz)$/i;

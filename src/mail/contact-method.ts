export type ContactMethodLink = { href: string; label: string };

/**
 * The link that a contact method stands for: an email (mailto:), a phone number (tel:), an http or https URL,
 * or a bare domain such as "example.org/ann". Null for a handle and anything else. Never another scheme.
 */
export function contactMethodLink(value: string): ContactMethodLink | null {
  const label = value.trim();
  if (label === '' || label.length > 1000) return null;
  return webLink(label) ?? mailLink(label) ?? phoneLink(label) ?? bareDomainLink(label);
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

/** "+49 (0)30 1234-56": the digits make the number, but a 0 in brackets is dialled only within the country. */
function phoneLink(value: string): ContactMethodLink | null {
  const label = value.replace(/^tel:/i, '');
  if (!/^\+?[\d\s().\-/]+$/.test(label)) return null;
  const abroad = label.startsWith('+');
  const digits = (abroad ? label.replace('(0)', '') : label).replace(/\D/g, '');
  if (digits.length < 5 || digits.length > 15) return null;
  return { href: `tel:${abroad ? '+' : ''}${digits}`, label };
}

/** "ann.smith" is more likely a handle, so a domain shows itself by www, a path, or an ending people know. */
function bareDomainLink(label: string): ContactMethodLink | null {
  const [, host, ending, path] = /^((?:[\p{L}\p{N}-]+\.)+(\p{L}{2,}))(?::\d+)?(\/\S*)?$/u.exec(label) ?? [];
  if (!host || !ending || !(host.startsWith('www.') || path || commonEndings.test(ending))) return null;
  return webLink(`https://${label}`) && { href: new URL(`https://${label}`).href, label };
}

const commonEndings =
  /^([a-z]{2}|com|org|net|info|biz|edu|gov|name|dev|app|blog|page|site|online|social|family|xyz)$/i;

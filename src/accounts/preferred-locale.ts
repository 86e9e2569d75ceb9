/**
 * Returns the language from `Accept-Language` (RFC 9110, 12.5.4) that the browser prefers and this server can format
 * dates in; `en` if there is none. It is a canonical BCP 47 tag of at most 35 characters.
 */
export function preferredLocale(acceptLanguage: string | undefined): string {
  const ranges = (acceptLanguage ?? '').slice(0, 1000).split(',').map(readRange);
  const wanted = ranges.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    const locale = supported(tag);
    if (locale) return locale;
  }
  return 'en';
}

function readRange(range: string): { tag: string; quality: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
}

function supported(tag: string): string | undefined {
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag) || tag.length > 35) return undefined;
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag)[0];
  } catch {
    return undefined;
  }
}

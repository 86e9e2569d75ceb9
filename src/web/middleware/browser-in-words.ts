import Bowser from 'bowser';

/** Names a browser by its User-Agent header as people do: "Firefox on Linux". Looks at its first 500 characters only. */
export function browserInWords(userAgent: string | undefined): string {
  // The parser refuses an empty text.
  const { browser, os, platform } = Bowser.parse((userAgent ?? '').slice(0, 500) || '-');
  const name = browser.name?.replace(/^Microsoft /, '').replace(/ for Android$/, '') || 'A browser';
  const device = (platform.model && devices[platform.model]) ?? (os.name && (devices[os.name] ?? os.name));
  return device ? `${name} on ${device}` : name;
}

const devices: Record<string, string> = {
  iPhone: 'an iPhone',
  iPad: 'an iPad',
  macOS: 'a Mac',
  'Chrome OS': 'a Chromebook',
};

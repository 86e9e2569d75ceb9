/** Returns a readable name for a browser from its User-Agent, such as "Firefox on Linux". */
export function browserInWords(userAgent: string | undefined): string {
  const text = (userAgent ?? '').slice(0, 500);
  const name = named(browsers, text) ?? 'A browser';
  const device = named(devices, text);
  return device ? `${name} on ${device}` : name;
}

function named(names: [pattern: RegExp, name: string][], text: string): string | undefined {
  return names.find(([pattern]) => pattern.test(text))?.[1];
}

// Nearly all browsers also claim to be Safari, and many to be Chrome, so those come last.
const browsers: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bDuckDuckGo\//, 'DuckDuckGo'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];

const devices: [RegExp, string][] = [
  [/\biPhone\b/, 'an iPhone'],
  [/\biPad\b/, 'an iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'a Chromebook'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac(intosh| OS X)\b/, 'a Mac'],
  [/\bLinux\b/, 'Linux'],
];

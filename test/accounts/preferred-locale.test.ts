import { preferredLocale } from '../../src/accounts/preferred-locale';

it.each([
  ['de-DE,de;q=0.9,en;q=0.8', 'de-DE'],
  ['en;q=0.5, fr-ca;q=0.9', 'fr-CA'],
  ['*', 'en'],
  ['tlh, pt-BR;q=0.3', 'pt-BR'],
  ['fr;q=0, ar', 'ar'],
  ['de_DE, <script>, ;;;, ,', 'en'],
  ['x'.repeat(100_000), 'en'],
  [undefined, 'en'],
])('Accept-Language %.40j gives %s', (header, locale) => {
  expect(preferredLocale(header)).toBe(locale);
});

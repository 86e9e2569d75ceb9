import { isLocale } from '../../base/date-words';

const offered =
  'ar bg bn bs ca cs cy da de de-AT de-CH el en-AU en-CA en-GB en-IE en-IN en-NZ en-US en-ZA es es-AR es-MX et eu fa fi fil fr fr-CA fr-CH ga gl he hi hr hu hy id is it ja ka kk ko lt lv mk ms mt nb nl nl-BE pl pt pt-BR ro ru sk sl sq sr sv sw ta th tr uk ur vi zh zh-TW'.split(
    ' ',
  );

/** Returns the languages to choose from as [tag, its name in that language], sorted by name. Includes `current`. */
export function localeChoices(current: string): [string, string][] {
  const tags = offered.includes(current) || !isLocale(current) ? offered : [...offered, current];
  const choices = tags.map((tag): [string, string] => [tag, nameOf(tag)]);
  return choices.sort(([, a], [, b]) => a.localeCompare(b, 'en'));
}

function nameOf(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

import type { ContactMethod } from './contact-method';

/** A method as it is typed in: nothing is tidied or checked yet. */
export type TypedMethod = { label: string; value: string };

/**
 * Contact methods as one text, as forms and commands pass them on: a line each, the preferred one first; a label, if
 * there is one, stands before the value, with a tab between them.
 */
export function contactMethodsText(methods: readonly TypedMethod[]): string {
  return methods
    .map(({ label, value }) => (label ? `${oneLine(label)}\t${oneLine(value)}` : oneLine(value)))
    .join('\n');
}

/** The methods that such a text names, without those of which nothing is said. */
export function typedMethods(text: string): TypedMethod[] {
  return text
    .split(/[\r\n]/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [label, ...value] = line.split('\t');
      return value.length > 0
        ? { label: label!.trim(), value: value.join(' ').trim() }
        : { label: '', value: line.trim() };
    });
}

/** For people: "work: ann@example.org, @ann". */
export function contactMethodsInWords(methods: readonly Pick<ContactMethod, 'label' | 'value'>[]): string {
  return methods.map(({ label, value }) => (label ? `${label}: ${value}` : value)).join(', ');
}

function oneLine(text: string): string {
  return text.replace(/[\t\r\n]/g, ' ');
}

import type { ContactMethod } from './contact-method';

/** A contact method as typed: not yet normalized or validated. */
export type TypedMethod = { label: string; value: string };

/**
 * Returns contact methods as one text, the format that forms and commands exchange: one method per line, the preferred
 * one first. A label, if any, comes before the value, separated by a tab.
 */
export function contactMethodsText(methods: readonly TypedMethod[]): string {
  return methods
    .map(({ label, value }) => (label ? `${oneLine(label)}\t${oneLine(value)}` : oneLine(value)))
    .join('\n');
}

/** Parses that format. Blank lines are skipped. */
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

/** Returns contact methods as people read them: "work: ann@example.org, @ann". */
export function contactMethodsInWords(methods: readonly Pick<ContactMethod, 'label' | 'value'>[]): string {
  return methods.map(({ label, value }) => (label ? `${label}: ${value}` : value)).join(', ');
}

function oneLine(text: string): string {
  return text.replace(/[\t\r\n]/g, ' ');
}

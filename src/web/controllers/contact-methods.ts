import { contactMethodsText } from '../../domain/values/contact-methods-text';

/** A form has at most this many rows: those that a contact can have, and some that are left empty. */
const mostRows = 50;

/**
 * The ways to reach somebody that a form has, as commands take them; nothing where it has none. Its rows, those that
 * are empty left out and the one that is marked as preferred first; or the text that a page kept from such rows; or,
 * from a form that an older release has shown, its one field.
 */
export function contactMethodsIn(body: Record<string, string | undefined>): { contact_methods?: string } {
  const text = rowsText(body) ?? body.contact_methods ?? fieldText(body.contact_method);
  return text === undefined ? {} : { contact_methods: text };
}

function fieldText(value: string | undefined): string | undefined {
  return value === undefined ? undefined : contactMethodsText([{ label: '', value }]);
}

function rowsText(body: Record<string, string | undefined>): string | undefined {
  const rows: { label: string; value: string; preferred: boolean }[] = [];
  for (let n = 0; n < mostRows; n++) {
    const value = body[`contact_method_value_${n}`];
    if (value === undefined) break;
    const label = body[`contact_method_label_${n}`] ?? '';
    rows.push({ label, value, preferred: body.contact_method_preferred === String(n) });
  }
  if (rows.length === 0) return undefined;
  const filled = rows.filter(({ label, value }) => label.trim() || value.trim());
  return contactMethodsText([
    ...filled.filter(({ preferred }) => preferred),
    ...filled.filter(({ preferred }) => !preferred),
  ]);
}

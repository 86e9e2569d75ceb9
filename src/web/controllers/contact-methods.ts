import { contactMethodsText } from '../../domain/values/contact-methods-text';

/** The most rows that a form can have: those that a contact can have, and some empty ones. */
const mostRows = 50;

/**
 * Returns the contact methods in a form, as commands take them; an empty object if the form has none. Reads the form's
 * rows, without empty ones and with the preferred one first; or else the text that a page kept from such rows; or else
 * the single field of a form from an older release.
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
    if (value === undefined) continue;
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

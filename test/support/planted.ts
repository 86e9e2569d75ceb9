export type Schema = {
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
};

/**
 * Returns a payload with all properties of a schema. Each text is unique and begins with `secret`, and each day is in
 * 2111, so that planted data can be found wherever it ends up.
 */
export function plantedPayload(schema: Schema, secret: string): object {
  return planted(schema, secret, { n: 0 }) as object;
}

function planted(schema: Schema, secret: string, count: { n: number }): unknown {
  const type = [schema.type].flat().find((one) => one !== 'null');
  count.n += 1;
  if (schema.enum) return schema.enum[0];
  if (type === 'integer') return Math.max(schema.minimum ?? 1, 1);
  if (type === 'boolean') return true;
  if (type === 'array') return [planted(schema.items!, secret, count)];
  if (type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, one]) => [name, planted(one, secret, count)]),
    );
  if (schema.format === 'date') return `2111-11-${String((count.n % 28) + 1).padStart(2, '0')}`;
  if (schema.pattern) return '23:57';
  return `${secret}${count.n}`.slice(0, schema.maxLength);
}

/** Returns all planted texts in a payload, without enum values. */
export function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return /secret|2111|23:57/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(wordsIn);
}

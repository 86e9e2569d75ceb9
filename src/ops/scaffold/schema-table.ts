import { readFileSync } from 'node:fs';
import path from 'node:path';
import { markdownTable } from './markdown-table';

/** The parts of JSON Schema that Kith's payloads use. */
export type PayloadSchema = {
  description?: string;
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, PayloadSchema>;
  required?: string[];
  items?: PayloadSchema;
};

/** Reads the schema of a version of an event type. */
export function readSchema(root: string, type: string, version: number): PayloadSchema {
  return JSON.parse(readFileSync(path.join(root, `schemas/${type}/v${version}.json`), 'utf8'));
}

/** Returns a Markdown table of a schema's properties, including those of nested objects; '' if it has none. */
export function schemaTable(schema: PayloadSchema): string {
  const rows = propertyRows(schema, '');
  if (rows.length === 0) return '';
  return markdownTable(['property', 'type', 'limits', 'description'], rows);
}

function propertyRows({ properties = {}, required = [] }: PayloadSchema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const optional = required.includes(name) ? '' : '?';
    const row = [
      `\`${prefix}${name}\`${optional}`,
      typeOf(property),
      limitsOf(property),
      property.description ?? '',
    ];
    const inner = property.items ?? property;
    return [row, ...propertyRows(inner, `${prefix}${name}${property.items ? '[].' : '.'}`)];
  });
}

function typeOf({ type, enum: values, format }: PayloadSchema): string {
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (format) return format;
  return [type].flat().join(' or ');
}

function limitsOf(schema: PayloadSchema): string {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, pattern } = schema;
  return [
    range(minLength, maxLength, 'characters'),
    range(minimum, maximum, ''),
    range(minItems, maxItems, 'items'),
    pattern && `\`${pattern}\``,
  ]
    .filter(Boolean)
    .join(', ');
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  const text =
    least !== undefined && most !== undefined
      ? `${least} to ${most}`
      : most !== undefined
        ? `at most ${most}`
        : least !== undefined
          ? `at least ${least}`
          : '';
  return text && `${text} ${unit}`.trim();
}

import type { Metadata } from '../event-store/append';

/**
 * The format of an exported log: lines of JSON, first a header, then every event of one account in order. It holds
 * everything that the account holder ever wrote, and their email address, but no password.
 */
export type Header = {
  format: 'kith-log';
  version: 1;
  /** The account's id in the exporting database. The import keeps it if it is free. */
  account: number;
  email: string;
  /** How many events follow. */
  events: number;
};

export type Line = {
  position: number;
  type: string;
  /** The version of the payload, which is exported as it was stored. */
  version: number;
  subject: number | null;
  /** The system process that triggered it. Null for the account. */
  system: string | null;
  /** ISO 8601, to the millisecond. */
  created_at: string;
  payload: unknown;
  metadata: Metadata;
  /** Present if its subject was forgotten; the payload then holds placeholders. */
  masked?: true;
};

export function isHeader(value: unknown): value is Header {
  const { format, version, account, email, events } = (value ?? {}) as Partial<Header>;
  return (
    format === 'kith-log' &&
    version === 1 &&
    isPosition(account) &&
    typeof email === 'string' &&
    isPosition(events)
  );
}

export function isLine(value: unknown): value is Line {
  const { position, type, version, subject, system, created_at, payload, metadata, masked } = (value ??
    {}) as Partial<Line>;
  return (
    isPosition(position) &&
    typeof type === 'string' &&
    isPosition(version) &&
    (subject === null || isPosition(subject)) &&
    (system === null || typeof system === 'string') &&
    typeof created_at === 'string' &&
    isMoment(created_at) &&
    typeof payload === 'object' &&
    typeof metadata === 'object' &&
    metadata !== null &&
    (masked === undefined || masked === true)
  );
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** Accepts only the format of toISOString(), which preserves the time to the millisecond. */
function isMoment(text: string): boolean {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text;
}

import type { Connection, PoolClient, Submittable } from 'pg';

/**
 * Runs a `copy … from stdin` with these lines, in PostgreSQL's text format, in the client's transaction.
 * Rejects with the database's error.
 */
export function copyIn(client: PoolClient, statement: string, lines: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(statement, lines, (error) => (error ? reject(error) : resolve())));
  });
}

/** Formats a value for such a line. Takes strings, dates, numbers, booleans, and null; stringify anything else first. */
export function copyField(value: unknown): string {
  if (typeof value === 'string') return special.test(value) ? escaped(value) : value;
  if (value === null || value === undefined) return '\\N';
  return value instanceof Date ? value.toISOString() : String(value);
}

const special = /[\\\n\r\t]/;

function escaped(text: string): string {
  const doubled = text.replaceAll('\\', '\\\\');
  return doubled.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
}

/** pg implements the COPY protocol, but leaves sending the data to the submitted object. */
class CopyIn implements Submittable {
  constructor(
    readonly text: string,
    private readonly lines: string,
    private readonly done: (error?: Error) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    const bytes = Buffer.from(this.lines);
    for (let from = 0; from < bytes.length; from += bytesPerMessage)
      connection.sendCopyFromChunk(bytes.subarray(from, from + bytesPerMessage));
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.done();
  }

  handleError(error: Error): void {
    this.done(error);
  }
}

/** Methods of pg's connections that are missing in its types. */
type CopyConnection = { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

const bytesPerMessage = 65_536;

import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { codeOf } from '../base/failure';

/** How long to wait for an answer before checking the connection, and how long that check may take, in milliseconds. */
const checkAfter = 3_000;
/** Time for this process to handle an answer that arrived during the check, in milliseconds. */
const grace = 500;

/** Settings of a session, by their names in PostgreSQL. */
export type Settings = Record<string, string | number>;

/**
 * A connection that closes itself when it is dead, as after a failover: TCP alone would take a quarter of an hour to
 * notice. If a statement gets no answer for a while, a new connection asks the server whether it is working on it. If
 * it isn't, or if it doesn't answer either, the statement fails as on any broken connection. So a statement may take as
 * long as it needs, and no caller waits for an answer that won't come.
 */
export class Client extends pg.Client {
  /** Whether it closed itself. */
  died = false;
  private readonly config: pg.ClientConfig;
  private backend: number | undefined;
  private waiting = 0;
  private isGathering = false;
  private hasEnded = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(config: pg.ClientConfig = {}) {
    const kept = { keepAlive: true, keepAliveInitialDelayMillis: 5_000, ...config };
    super(kept);
    this.config = kept;
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    this.query = ((...args: unknown[]) => {
      // A later statement must not restart the first one's timer.
      if (this.timer) this.waiting += 1;
      else this.expect(1);
      return query(...args);
    }) as typeof this.query;
    // Its statements fail by themselves, now and later. Without a listener, the event would end the process.
    this.on('error', () => undefined);
    this.connection.on('readyForQuery', () => this.expect(Math.max(this.waiting - 1, 0)));
    this.once('end', () => {
      this.hasEnded = true;
      this.expect(0);
    });
  }

  /** Call this first. Behind a proxy, only the server itself knows which of its processes serves this connection. */
  async begin(settings: Settings = {}): Promise<void> {
    const all = Object.entries({ ...keepalives, ...settings });
    const sets = all.map(([name, value]) => `, set_config('${name}', '${value}', false)`);
    const { rows } = await this.query<{ pid: number }>(`select pg_backend_pid() as pid${sets.join('')}`);
    this.backend = rows[0]!.pid;
  }

  /** Sends the statements of this turn of the event loop in one write. */
  gather(): void {
    if (this.isGathering) return;
    this.isGathering = true;
    const { stream } = this.connection;
    stream.cork();
    setImmediate(() => {
      this.isGathering = false;
      stream.uncork();
    });
  }

  private expect(answers: number): void {
    this.waiting = answers;
    clearTimeout(this.timer);
    // After the end, statements such as a rollback fail by themselves.
    this.timer = answers > 0 && !this.hasEnded ? setTimeout(() => void this.check(), checkAfter) : undefined;
  }

  private async check(): Promise<void> {
    const { timer } = this;
    const isAtWork = await this.isAtWork();
    if (!isAtWork) await pause(grace);
    if (this.timer !== timer) return;
    if (isAtWork) return this.expect(this.waiting);
    this.died = true;
    // `end` would wait for the answers to pending statements.
    this.connection.stream.destroy();
  }

  private async isAtWork(): Promise<boolean> {
    const client = new pg.Client({
      ...this.config,
      connectionTimeoutMillis: checkAfter,
      query_timeout: checkAfter,
    });
    client.on('error', () => undefined); // the query that fails reports it
    try {
      await client.connect();
      const { rowCount } = await client.query(
        `select from pg_stat_activity where pid = $1 and state not like 'idle%'`,
        [this.backend],
      );
      return rowCount === 1;
    } catch (error) {
      return codeOf(error) === TOO_MANY_CONNECTIONS; // the server is alive, and may be working on it
    } finally {
      void client.end().catch(() => undefined);
    }
  }
}

const TOO_MANY_CONNECTIONS = '53300';

/** The other way round: the server releases what a vanished process holds within half a minute. */
const keepalives: Settings = {
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 25_000,
};

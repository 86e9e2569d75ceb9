import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { codeOf } from '../base/failure';

/** How long a statement goes on unquestioned, and how long the server may take to tell about it, in milliseconds. */
const patience = 3_000;
/** What was answered meanwhile is on its way through this process. */
const grace = 500;

/** Of a session, by their names in PostgreSQL. */
export type Settings = Record<string, string | number>;

/**
 * A connection that ends itself when it has died without a word, as in a failover: TCP alone would go on for a quarter
 * of an hour. While a statement has no answer for long, the server is asked on a new connection whether it works on it.
 * Where it doesn't, or doesn't answer either, the statement fails like those of any connection that broke. So a statement
 * may take as long as it needs, and still nobody waits for an answer that won't come.
 */
export class Client extends pg.Client {
  /** Whether it ended itself. */
  died = false;
  private readonly config: pg.ClientConfig;
  private backend: number | undefined;
  private waiting = 0;
  private gathers = false;
  private over = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(config: pg.ClientConfig = {}) {
    const kept = { keepAlive: true, keepAliveInitialDelayMillis: 5_000, ...config };
    super(kept);
    this.config = kept;
    const ask = this.query.bind(this) as (...asked: unknown[]) => unknown;
    this.query = ((...asked: unknown[]) => {
      // A later statement doesn't make the first one wait anew.
      if (this.timer) this.waiting += 1;
      else this.expect(1);
      return ask(...asked);
    }) as typeof this.query;
    // Whatever was asked of it fails, and so does what is asked from then on. Unheard, the event would end the process.
    this.on('error', () => undefined);
    this.connection.on('readyForQuery', () => this.expect(Math.max(this.waiting - 1, 0)));
    this.once('end', () => {
      this.over = true;
      this.expect(0);
    });
  }

  /** To be called first. Behind a proxy, only the server itself can tell which of its processes this is. */
  async begin(settings: Settings = {}): Promise<void> {
    const all = Object.entries({ ...noticingDeath, ...settings });
    const sets = all.map(([name, value]) => `, set_config('${name}', '${value}', false)`);
    const { rows } = await this.query<{ pid: number }>(`select pg_backend_pid() as pid${sets.join('')}`);
    this.backend = rows[0]!.pid;
  }

  /** Sends what is asked in this turn of the event loop by one write. */
  gather(): void {
    if (this.gathers) return;
    this.gathers = true;
    const { stream } = this.connection;
    stream.cork();
    setImmediate(() => {
      this.gathers = false;
      stream.uncork();
    });
  }

  private expect(answers: number): void {
    this.waiting = answers;
    clearTimeout(this.timer);
    // What is asked of one that broke, such as a rollback, fails by itself.
    this.timer = answers > 0 && !this.over ? setTimeout(() => void this.question(), patience) : undefined;
  }

  private async question(): Promise<void> {
    const asked = this.timer;
    const isAtWork = await this.isAtWork();
    if (!isAtWork) await pause(grace);
    if (this.timer !== asked) return;
    if (isAtWork) return this.expect(this.waiting);
    this.died = true;
    // Its end would wait for the answers to what is on its way.
    this.connection.stream.destroy();
  }

  private async isAtWork(): Promise<boolean> {
    const client = new pg.Client({
      ...this.config,
      connectionTimeoutMillis: patience,
      query_timeout: patience,
    });
    client.on('error', () => undefined); // the query that suffers from it says so
    try {
      await client.connect();
      const { rowCount } = await client.query(
        `select from pg_stat_activity where pid = $1 and state not like 'idle%'`,
        [this.backend],
      );
      return rowCount === 1;
    } catch (error) {
      return codeOf(error) === TOO_MANY_CONNECTIONS; // it lives, and may be at work
    } finally {
      void client.end().catch(() => undefined);
    }
  }
}

const TOO_MANY_CONNECTIONS = '53300';

/** The other way round: a server lets go of what a vanished process holds within half a minute. */
const noticingDeath: Settings = {
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 25_000,
};

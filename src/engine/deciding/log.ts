import type { LoggedEvent } from '../../event-store/read-about';
import type { Table } from '../projecting/table';

export type Tables = Record<string, Table>;

/** What the log says about something, up to the stream's head. */
export type Log = {
  /** 0: there is no such stream. */
  head: number;
  /** In order. */
  events: readonly LoggedEvent[];
  /** The projections' tables by stem, folded from these events when they are asked for; that throws HandlerFailure. */
  tables: Tables;
};

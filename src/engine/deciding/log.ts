import type { LoggedEvent } from '../../event-store/read-about';
import type { Table } from '../projecting/table';

export type Tables = Record<string, Table>;

/** The events that a command is about, up to the stream's head, and what they add up to. */
export type Log = {
  /** 0 if there is no such stream. */
  head: number;
  /** In order. */
  events: readonly LoggedEvent[];
  /** The projections' tables by stem, folded from these events when they are first read; that throws HandlerFailure. */
  tables: Tables;
};

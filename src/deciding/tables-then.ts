import type { StoredEvent } from '../event-store/define-event';
import type { Projection } from '../projecting/define-projection';
import { emptyTables, fold } from '../projecting/fold';

/**
 * The tables as the person's page showed them (decision 5): a fold of what had happened to the subject by then, in
 * `before`, into tables of the same stems as the present ones. `before` is null where nothing has happened to it since:
 * then they are the present ones. Pure. Throws HandlerFailure.
 */
export function tablesThen<Tables extends object>(
  // biome-ignore lint/suspicious/noExplicitAny: projections of all tables
  projections: readonly Projection<any>[],
  present: Tables,
  before: readonly StoredEvent[] | null,
): Tables {
  if (!before) return present;
  const concerned = projections.filter(({ tables }) => Object.keys(tables).some((stem) => stem in present));
  const then = concerned.map((projection) => {
    const tables = emptyTables(projection);
    fold(projection, tables, before);
    return tables;
  });
  return Object.assign({}, ...then);
}

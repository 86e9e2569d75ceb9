import type { Row } from '../define-row';
import { append } from './append';
import { backlog } from './backlog';
import { freshPage } from './fresh-page';
import { growth } from './growth';
import { latency } from './latency';
import { pages } from './pages';
import { plans } from './plans';
import { replay } from './replay';

/** Every row of the table, in its order. */
export const rows: readonly Row[] = [append, backlog, latency, replay, freshPage, pages, growth, plans];

import type { Row } from '../define-row';
import { append } from './append';
import { backlog } from './backlog';
import { bulk } from './bulk';
import { busyContact } from './busy-contact';
import { bystanders } from './bystanders';
import { freshPage } from './fresh-page';
import { growth, growth10 } from './growth';
import { latency } from './latency';
import { pages } from './pages';
import { past } from './past';
import { plans } from './plans';
import { replay } from './replay';
import { search } from './search';

/** All rows of the table, in order. */
export const rows: readonly Row[] = [
  append,
  backlog,
  latency,
  replay,
  freshPage,
  pages,
  search,
  past,
  bulk,
  busyContact,
  bystanders,
  growth,
  growth10,
  plans,
];

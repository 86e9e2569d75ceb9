import { readFileSync } from 'node:fs';
import path from 'node:path';
import { eventLists } from './event-lists';
import { fillGenerated } from './generated-blocks';
import { projectionLists } from './projection-lists';

const file = 'docs/domain-model.md';

/**
 * Returns the text of docs/domain-model.md: the page in `root` with its lists of events and projections generated from
 * the schemas and docstrings in `root` and from this release's code. Throws a StartFailure if the page has no place for a
 * list, or if a table or column has no description.
 */
export function domainModelDocument(root: string): string {
  const page = readFileSync(path.join(root, file), 'utf8');
  return fillGenerated(file, page, { events: eventLists(root), projections: projectionLists(root) });
}

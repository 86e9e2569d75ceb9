import { domainModelDocument } from './domain-model-document';
import { eventsDocument } from './events-document';

/** Every generated document: its file, and how to get its text for the project in `root`. */
export const documents: Record<string, (root: string) => string> = {
  'docs/events.md': eventsDocument,
  'docs/domain-model.md': domainModelDocument,
};

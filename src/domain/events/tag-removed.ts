import { defineEvent } from '../../event-store/define-event';
import { forgotten } from '../values/placeholders';

export const tagRemoved = defineEvent<{ tag: string; tag_key: string }>()({
  type: 'tag-removed',
  version: 1,
  sentence: 'A tag was removed from a contact.',
  example: { tag: 'Climbing', tag_key: 'climbing' },
  mask: { tag: forgotten, tag_key: forgotten },
});

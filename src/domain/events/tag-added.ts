import { defineEvent } from '../../event-store/define-event';
import { forgotten } from '../values/placeholders';

export const tagAdded = defineEvent<{ tag: string; tag_key: string }>()({
  type: 'tag-added',
  version: 1,
  sentence: 'A tag was added to a contact.',
  example: { tag: 'Climbing', tag_key: 'climbing' },
  mask: { tag: forgotten, tag_key: forgotten },
});

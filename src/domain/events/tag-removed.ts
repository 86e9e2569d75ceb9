import { defineEvent } from '../../event-store/define-event';
import { forgotten } from '../values/placeholders';

export const tagRemoved = defineEvent<{ tag: string; tag_key: string }>()({
  type: 'tag-removed',
  version: 1,
  sentence: 'The contact no longer bears a tag.',
  example: { tag: 'Climbing', tag_key: 'climbing' },
  mask: { tag: forgotten, tag_key: forgotten },
});

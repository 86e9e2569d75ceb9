import { defineEvent } from '../../event-store/define-event';
import { forgotten } from '../values/placeholders';

export const contactDescriptionChanged = defineEvent<{ description: string }>()({
  type: 'contact-description-changed',
  version: 1,
  sentence: "A contact's description was changed.",
  example: { description: 'Paints happy trees.' },
  mask: { description: forgotten },
});

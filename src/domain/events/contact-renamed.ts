import { defineEvent } from '../../event-store/define-event';
import { forgottenName } from '../values/placeholders';

export const contactRenamed = defineEvent<{ name: string; name_key: string }>()({
  type: 'contact-renamed',
  version: 1,
  sentence: 'A contact was renamed.',
  example: { name: 'Rob Ross', name_key: 'rob ross' },
  mask: forgottenName,
});

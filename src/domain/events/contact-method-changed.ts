import { defineEvent } from '../../event-store/define-event';
import { type ContactMethod, contactMethodOf } from '../values/contact-method';

export const contactMethodChanged = defineEvent<
  { contact_methods: ContactMethod[] },
  [{ contact_method: string }]
>()({
  type: 'contact-method-changed',
  version: 2,
  sentence: "A contact's list of contact methods was changed.",
  example: {
    contact_methods: [
      { kind: 'phone', label: 'work', value: '+49 30 23125 010' },
      { kind: 'handle', label: '', value: '@bob' },
    ],
  },
  mask: { contact_methods: [] },
  earlier: [
    {
      example: { contact_method: '+49 30 23125 010' },
      mask: { contact_method: '' },
      upcast: withContactMethods,
    },
  ],
});

/**
 * Upcasts a payload with a single contact method, without a kind, to one with a list. An empty method becomes an empty
 * list.
 */
export function withContactMethods<P extends { contact_method: string }>({ contact_method, ...payload }: P) {
  return { ...payload, contact_methods: contact_method.trim() ? [contactMethodOf(contact_method)] : [] };
}

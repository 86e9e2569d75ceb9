import type { ContactMethodKind } from '../domain/values/contact-method';

/** Returns the path of the icon for a kind of contact method, in a square of 20 by 20. */
export function reachIcon(kind: ContactMethodKind): string {
  return icons[kind] ?? icons.other;
}

const icons: Record<ContactMethodKind, string> = {
  email: 'M3.5 5.5h13v9.5h-13zM3.5 6l6.5 5 6.5-5',
  phone:
    'M6.2 3.6 8.4 7.4 6.9 9.2c.8 1.7 2.2 3.1 3.9 3.9l1.8-1.5 3.8 2.2c.2 1.5-1.1 2.8-2.6 2.7C8.4 16 4 11.6 3.5 6.2 3.4 4.7 4.7 3.4 6.2 3.6z',
  url: 'M10 3.2a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6zM3.2 10h13.6M10 3.2c2.4 2.2 2.9 4.6 2.9 6.8s-.5 4.6-2.9 6.8c-2.4-2.2-2.9-4.6-2.9-6.8s.5-4.6 2.9-6.8z',
  handle:
    'M12.9 10a2.9 2.9 0 1 1-5.8 0 2.9 2.9 0 0 1 5.8 0zm0 0v.9c0 1.3.8 2.1 1.9 2.1 1.3 0 2-1.2 2-3A6.8 6.8 0 1 0 14 15.5',
  other: 'M4 5h12v8H9.5L6 16v-3H4z',
};

import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;

/**
 * Reads HTML as a browser does, and returns what rendered notes must not contain: other elements, other attributes, and
 * links to anything but sites, email addresses, and phone numbers. `more` and `attributes` allow further elements, and
 * further attributes of those.
 */
export function unsafeParts(html: string, more: Allowed = {}, attributes: Allowed = {}): string[] {
  const all: Allowed = { ...allowed, ...more };
  for (const [name, further] of Object.entries(attributes)) all[name] = { ...all[name], ...further };
  return parseFragment(html).childNodes.flatMap((node) => unsafeIn(node, all));
}

/** Attributes by element. */
export type Allowed = Record<string, Record<string, RegExp>>;

const link = /^(https?:\/\/|mailto:|tel:)/i;
const align = { align: /^(left|center|right)$/ };
const allowed: Allowed = {
  ...Object.fromEntries(
    [
      ...[
        'p',
        'h3',
        'h4',
        'h5',
        'h6',
        'blockquote',
        'pre',
        'hr',
        'ul',
        'li',
        'table',
        'thead',
        'tbody',
        'tr',
      ],
      ...['br', 'code', 'del', 'em', 'strong'],
    ].map((name) => [name, {}]),
  ),
  a: { href: link, title: /^/, rel: /^noopener nofollow$/ },
  ol: { start: /^\d+$/ },
  th: align,
  td: align,
};

function unsafeIn(node: Node, allowed: Allowed): string[] {
  if (node.nodeName === '#text' || node.nodeName === '#documentType') return [];
  if (!('tagName' in node)) return [node.nodeName];
  const attributes = allowed[node.tagName];
  if (!attributes) return [`<${node.tagName}>`];
  const unsafe = node.attrs.filter(({ name, value }) => !attributes[name]?.test(value));
  return [
    ...unsafe.map(({ name, value }) => `<${node.tagName} ${name}="${value}">`),
    ...node.childNodes.flatMap((child) => unsafeIn(child, allowed)),
  ];
}

import type { Element, Nodes, Root } from 'hast';
import { toHtml } from 'hast-util-to-html';

/**
 * Returns notes as HTML for an email, with inline styles, so that they look as they do on the page: many email programs
 * drop style sheets. The styles are set on the elements before they become HTML, so nothing in a text or an attribute is
 * taken for a tag. The colors are readable on light and dark backgrounds. Headings, which are h3 and below on the page,
 * start one level below `under`. Changes the tree.
 */
export function styleNotes(tree: Root, under: 1 | 2): string {
  style(tree, under);
  return toHtml(tree);
}

/** The depth of notes is bounded, so the recursion is, too. */
function style(node: Nodes, under: number): void {
  if (node.type === 'element') styleElement(node, under);
  if ('children' in node) for (const child of node.children) style(child, under);
}

function styleElement(element: Element, under: number): void {
  const { tagName } = element;
  const style = styles[tagName];
  if (style) element.properties = { style, ...element.properties };
  if (/^h[3-6]$/.test(tagName)) element.tagName = `h${Number(tagName[1]) - 2 + under}`;
}

const mono = "font-family: ui-monospace, Menlo, Consolas, 'Liberation Mono', monospace";
const cell =
  'padding: 4px 14px 4px 0; border-bottom: 1px solid #8a948f; text-align: start; vertical-align: top';
const heading = (size: number) => `margin: 22px 0 6px; font-size: ${size}px; line-height: 1.25`;

const styles: Record<string, string | undefined> = {
  h3: heading(19),
  h4: heading(17),
  h5: heading(16),
  h6: heading(14),
  p: 'margin: 10px 0',
  ul: 'margin: 10px 0; padding-inline-start: 1.3em',
  ol: 'margin: 10px 0; padding-inline-start: 1.3em',
  blockquote:
    'margin: 10px 0; padding-inline-start: 14px; border-inline-start: 3px solid #9fcdb9; opacity: 0.85',
  a: 'color: inherit; text-decoration-color: #3f9c79; text-underline-offset: 0.2em',
  table: 'margin: 10px 0; border-collapse: collapse',
  th: `${cell}; font-weight: 600`,
  td: cell,
  code: `${mono}; font-size: 0.9em`,
  pre: `${mono}; margin: 10px 0; white-space: pre-wrap`,
  hr: 'margin: 16px 0; border: 0; border-top: 1px solid #8a948f',
};

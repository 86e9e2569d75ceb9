/**
 * Moves the focus when one page replaces another: to the page's autofocus element (the first field of a form, or the
 * error summary); else, if it is the same page again, back to the element that had it; else to the heading. Also
 * announces to screen readers what was done.
 */
let last = pageNow();
let hadFocus = null;

addEventListener('turbo:before-render', () => {
  hadFocus = selectorOf(document.activeElement);
});

addEventListener('turbo:render', () => {
  const now = pageNow();
  const isSame = now.path === last.path && now.heading === last.heading;
  last = now;
  const autofocus = document.querySelector('[autofocus]');
  // Turbo focuses an autofocus element itself, a moment later.
  if (!autofocus) focus((isSame && find(hadFocus)) || document.querySelector('h1'));
  announce(autofocus && document.title, document.querySelector('.done p')?.textContent);
});

function pageNow() {
  return { path: location.pathname, heading: document.querySelector('h1')?.textContent };
}

function focus(element) {
  if (!element) return;
  if (element.matches('h1')) element.tabIndex = -1;
  // Turbo sets the scroll position, depending on the kind of visit.
  element.focus({ preventScroll: true });
}

/** Screen readers reliably announce changes only of a live region that stays in place while pages change. */
function announce(...words) {
  const announcer = document.querySelector('#announcer');
  if (announcer) announcer.textContent = words.filter(Boolean).join('. ');
}

/** Returns a selector that finds the same element in the next version of the page; null if nothing identifies it. */
function selectorOf(element) {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const form = element.form?.getAttribute('action');
  if (form)
    return `form[action="${CSS.escape(form)}"] ${element.name ? `[name="${CSS.escape(element.name)}"]` : 'button'}`;
  const href = element.getAttribute('href');
  return href ? `a[href="${CSS.escape(href)}"]` : null;
}

function find(selector) {
  return selector ? document.querySelector(selector) : null;
}

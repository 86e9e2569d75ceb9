/**
 * Where the focus goes when a page comes in place of another: to what the page gives it (a form's first field, what
 * is wrong), back to what had it where it is the same page again, else to the heading. Says what was done aloud.
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
  const asked = document.querySelector('[autofocus]');
  // Turbo gives it the focus itself, a moment later.
  if (!asked) focus((isSame && find(hadFocus)) || document.querySelector('h1'));
  announce(asked && document.title, document.querySelector('.done p')?.textContent);
});

function pageNow() {
  return { path: location.pathname, heading: document.querySelector('h1')?.textContent };
}

function focus(element) {
  if (!element) return;
  if (element.matches('h1')) element.tabIndex = -1;
  // Turbo scrolls to where this kind of visit belongs.
  element.focus({ preventScroll: true });
}

/** A region that stays while pages change is the only one whose changes are sure to be read out. */
function announce(...words) {
  const announcer = document.querySelector('#announcer');
  if (announcer) announcer.textContent = words.filter(Boolean).join('. ');
}

/** Finds the same thing in the next version of the page; null for what bears nothing to know it by. */
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

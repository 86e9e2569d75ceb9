/**
 * Single keys that lead somewhere. What they lead to says so itself, by `aria-keyshortcuts`: a link or button is
 * clicked, a field gets the focus. The first one that is seen counts, or else one in the dialog that lists them all.
 */
const stored = 'kith-keys';

addEventListener('keydown', (event) => {
  const { key, ctrlKey, metaKey, altKey, repeat, isComposing, defaultPrevented } = event;
  if (ctrlKey || metaKey || altKey || repeat || isComposing || defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector('dialog[open]') || areOff()) return;
  const target = targetOf(key);
  if (!target) return;
  event.preventDefault();
  if (target.matches('a, button')) target.click();
  else {
    target.focus();
    target.select?.();
  }
});

addEventListener('click', ({ target }) => {
  const opener = target.closest?.('[data-opens]');
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});

// Somebody who talks to their computer, or rests a hand on the keyboard, can do without them (WCAG 2.2, 2.1.4).
addEventListener('change', ({ target }) => {
  if (target.id !== 'keys-on') return;
  if (target.checked) localStorage.removeItem(stored);
  else localStorage.setItem(stored, 'off');
});

addEventListener('turbo:load', () => {
  const choice = document.querySelector('#keys-on');
  if (choice) choice.checked = !areOff();
});

function targetOf(key) {
  const named = [...document.querySelectorAll('[aria-keyshortcuts]')].filter(
    (one) => one.getAttribute('aria-keyshortcuts').toLowerCase() === key.toLowerCase(),
  );
  return named.find((one) => one.checkVisibility()) ?? named[0];
}

function isTyping(element) {
  if (element.isContentEditable || element.matches('select, textarea')) return true;
  return element.matches('input') && !['checkbox', 'radio', 'button', 'submit'].includes(element.type);
}

function areOff() {
  try {
    return localStorage.getItem(stored) === 'off';
  } catch {
    // A browser that keeps nothing has nothing switched off.
    return false;
  }
}

/**
 * Single-key shortcuts. An element declares its key in `aria-keyshortcuts`: a link or button is clicked, a field is
 * focused. If several declare the same key, the first visible one is used; if none is visible, the first one.
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

// People who use speech input or press keys by accident must be able to turn shortcuts off (WCAG 2.2, 2.1.4).
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
    // The browser blocks storage, so the shortcuts can't have been turned off.
    return false;
  }
}

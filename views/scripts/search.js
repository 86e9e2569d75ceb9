/** Searches as you type, and selects all contacts at once. Without scripts, use the button and the checkboxes. */
let typing;

addEventListener('input', ({ target }) => {
  const form = target.closest?.('form.search');
  if (!form) return;
  clearTimeout(typing);
  typing = setTimeout(() => form.isConnected && form.requestSubmit(), 150);
});

// Submitting the form by hand replaces the pending search.
addEventListener('submit', () => clearTimeout(typing), { capture: true });

// The list changes below the field, which screen readers don't announce.
addEventListener('turbo:load', () => {
  const count = document.activeElement?.id === 'search' && document.querySelector('#found-count');
  const announcer = document.querySelector('#announcer');
  if (count && announcer) announcer.textContent = count.textContent;
});

addEventListener('change', ({ target }) => {
  const boxes = [...(target.form?.querySelectorAll('[name^="select_"]') ?? [])];
  if (target.id === 'select-all') for (const box of boxes) box.checked = target.checked;
  const all = document.querySelector('#select-all');
  if (!all || boxes.length === 0) return;
  all.checked = boxes.every((box) => box.checked);
  all.indeterminate = !all.checked && boxes.some((box) => box.checked);
});

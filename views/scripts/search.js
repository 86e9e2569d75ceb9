/** Searches as you type, and ticks all at once. Without it there are a button, and a box each. */
let typing;

addEventListener('input', ({ target }) => {
  const form = target.closest?.('form.search');
  if (!form) return;
  clearTimeout(typing);
  typing = setTimeout(() => form.isConnected && form.requestSubmit(), 150);
});

// Whoever sends the form themselves has waited long enough.
addEventListener('submit', () => clearTimeout(typing), { capture: true });

// The list changes below the field, where nobody looks who hears the page.
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

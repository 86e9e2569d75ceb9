/** Polls more often than the page's own refresh would, and shows the page as soon as it is ready. */
import { visit } from '@hotwired/turbo';

addEventListener('turbo:load', () => {
  const placeholder = document.querySelector('[data-look-after]');
  if (placeholder) poll(placeholder, 100);
});

/**
 * Polls with growing pauses, since the server itself waits a moment before each answer. Stops when the page is left.
 */
async function poll(placeholder, pause) {
  await new Promise((done) => setTimeout(done, pause));
  if (!placeholder.isConnected) return;
  const isChanged = await hasChanged(placeholder.dataset.lookAfter);
  if (!placeholder.isConnected) return;
  if (isChanged) visit(location.href, { action: 'replace' });
  else poll(placeholder, Math.min(pause * 1.4, 2000));
}

/** Returns whether the page has something new to show: itself, or that it is taking longer. */
async function hasChanged(after) {
  try {
    const { status, headers } = await fetch(location.href, {
      method: 'HEAD',
      headers: { accept: 'text/html' },
    });
    return status < 500 && (status !== 202 || headers.get('retry-after') !== after);
  } catch {
    // Offline, or the server is restarting.
    return false;
  }
}

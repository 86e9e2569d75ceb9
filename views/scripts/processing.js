/** Looks sooner than the page's own refresh would, and goes on as soon as the page is ready. */
import { visit } from '@hotwired/turbo';

addEventListener('turbo:load', () => {
  const waiting = document.querySelector('[data-look-after]');
  if (waiting) look(waiting, 100);
});

/** The server waits a moment itself before it says that a page is not ready. Ends when the page has gone. */
async function look(waiting, pause) {
  await new Promise((done) => setTimeout(done, pause));
  if (!waiting.isConnected) return;
  const news = await newsOf(waiting.dataset.lookAfter);
  if (!waiting.isConnected) return;
  if (news) visit(location.href, { action: 'replace' });
  else look(waiting, Math.min(pause * 1.4, 2000));
}

/** Whether the page has something else to show by now: itself, or that it takes longer. */
async function newsOf(after) {
  try {
    const { status, headers } = await fetch(location.href, {
      method: 'HEAD',
      headers: { accept: 'text/html' },
    });
    return status < 500 && (status !== 202 || headers.get('retry-after') !== after);
  } catch {
    // Offline, or the server restarts.
    return false;
  }
}

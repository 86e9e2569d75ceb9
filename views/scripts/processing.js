/** Looks sooner than the page's own refresh does, and goes on as soon as the page is ready. */
let pause = 150;

async function look() {
  try {
    const answer = await fetch(location.href, { method: 'HEAD', headers: { accept: 'text/html' } });
    if (answer.status !== 202) return location.reload();
  } catch {
    // Offline, or the server restarts: look again.
  }
  pause = Math.min(pause * 1.5, 3000);
  setTimeout(look, pause);
}

setTimeout(look, pause);

/** Looks more often than the page's own refresh does, and goes on as soon as the page is ready. */
async function look() {
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (answer.status !== 202) return location.replace(location.href);
  } catch {
    // Offline, or the server restarts: look again.
  }
  setTimeout(look, 300);
}

setTimeout(look, 150);

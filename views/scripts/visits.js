/** How Turbo goes from page to page in place. What is said in the layout's `turbo-…` tags belongs to this. */
import { session } from '@hotwired/turbo';

const { view } = session;

// A page that says what went wrong is a page like any other: the same styles and scripts stay, only what it says is
// new. Turbo would put it in place of everything, and run the scripts a second time.
view.renderError = async (snapshot, visit) => {
  await view.renderPage(snapshot, false, true, visit);
  visit?.performScroll();
};

// Turbo takes over a new page's head and body, but not what stands on the root: light or dark, as chosen.
addEventListener('turbo:before-render', ({ detail: { newBody } }) => {
  const { appearance } = newBody.parentElement?.dataset ?? {};
  if (appearance) document.documentElement.dataset.appearance = appearance;
  else delete document.documentElement.dataset.appearance;
});

// A part of a page that can't be had alone (its page is not ready, or somebody signed out elsewhere) is had as a page.
addEventListener('turbo:frame-missing', (event) => {
  event.preventDefault();
  event.detail.visit(event.detail.response);
});

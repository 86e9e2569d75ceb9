/** How Turbo replaces one page with another. The layout's `turbo-…` meta tags belong to this. */
import { session } from '@hotwired/turbo';

const { view } = session;

// Renders error pages like all other pages, keeping styles and scripts. By default, Turbo would replace the whole
// document and run the scripts a second time.
view.renderError = async (snapshot, visit) => {
  await view.renderPage(snapshot, false, true, visit);
  visit?.performScroll();
};

// Turbo merges a new page's head and body, but not the root element's attributes, such as the chosen appearance.
addEventListener('turbo:before-render', ({ detail: { newBody } }) => {
  const { appearance } = newBody.parentElement?.dataset ?? {};
  if (appearance) document.documentElement.dataset.appearance = appearance;
  else delete document.documentElement.dataset.appearance;
});

// The response has no such frame (the page is not ready, or the session has ended): show it as a full page.
addEventListener('turbo:frame-missing', (event) => {
  event.preventDefault();
  event.detail.visit(event.detail.response);
});

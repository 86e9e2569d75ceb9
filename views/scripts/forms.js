/** Submits forms once, shows progress on the button, and shows an error if the server can't be reached. */
import { config } from '@hotwired/turbo';

// `disabled` would remove the focus from the button.
config.forms.submitter = 'aria-disabled';

addEventListener(
  'submit',
  ({ target: form, submitter }) => {
    form.querySelector('.unreachable')?.remove();
    if (form.method !== 'post' || !submitter?.matches('.button')) return;
    // Keeps the button's width when its text changes, so that nothing beside it moves.
    submitter.style.minInlineSize = `${submitter.offsetWidth}px`;
    const isMain = !submitter.matches('.button-soft, .button-danger');
    submitter.dataset.turboSubmitsWith ??= isMain ? 'Saving…' : 'One moment…';
  },
  { capture: true },
);

addEventListener('turbo:fetch-request-error', ({ target }) => sayUnreachable(target));

// While Kith restarts, a proxy in front of it answers with its own error page. Our responses have a request ID.
addEventListener('turbo:before-fetch-response', (event) => {
  const { target, detail } = event;
  const { response } = detail.fetchResponse;
  if (response.status < 500 || response.headers.has('x-request-id') || !isPost(target)) return;
  event.preventDefault();
  sayUnreachable(target);
});

/** Shows an error in a form, which keeps what was typed. For pages, the browser shows its own error. */
function sayUnreachable(form) {
  if (!isPost(form)) return;
  const banner = document.createElement('p');
  banner.className = 'banner banner-fault unreachable';
  banner.setAttribute('role', 'alert');
  banner.textContent =
    'We can’t reach Kith right now, so this may not be saved. What you typed is still here. Please try again in a moment.';
  form.append(banner);
  banner.scrollIntoView({ block: 'nearest' });
}

function isPost(form) {
  return form instanceof HTMLFormElement && form.method === 'post';
}

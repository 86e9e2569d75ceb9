/** Forms are sent once, show that they are, and say so where nobody answers. */
import { config } from '@hotwired/turbo';

// `disabled` would take the focus away from the button.
config.forms.submitter = 'aria-disabled';

addEventListener(
  'submit',
  ({ target: form, submitter }) => {
    form.querySelector('.unreachable')?.remove();
    if (form.method !== 'post' || !submitter?.matches('.button')) return;
    // Other words, the same place: what stands beside the button does not move.
    submitter.style.minInlineSize = `${submitter.offsetWidth}px`;
    const isMain = !submitter.matches('.button-soft, .button-danger');
    submitter.dataset.turboSubmitsWith ??= isMain ? 'Saving…' : 'One moment…';
  },
  { capture: true },
);

addEventListener('turbo:fetch-request-error', ({ target }) => sayUnreachable(target));

// What stands between browser and Kith answers in its own words while Kith restarts; ours bear an id.
addEventListener('turbo:before-fetch-response', (event) => {
  const { target, detail } = event;
  const { response } = detail.fetchResponse;
  if (response.status < 500 || response.headers.has('x-request-id') || !isPost(target)) return;
  event.preventDefault();
  sayUnreachable(target);
});

/** A page that can't be fetched is the browser's to tell; a form keeps what was typed. */
function sayUnreachable(form) {
  if (!isPost(form)) return;
  const said = document.createElement('p');
  said.className = 'banner banner-fault unreachable';
  said.setAttribute('role', 'alert');
  said.textContent =
    'Kith can’t be reached just now, so this may not be saved yet. What you typed is still here: please try again in a moment.';
  form.append(said);
  said.scrollIntoView({ block: 'nearest' });
}

function isPost(form) {
  return form instanceof HTMLFormElement && form.method === 'post';
}

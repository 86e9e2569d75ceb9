import type { Json, OracleEvent } from './oracle';

/** Computes naively what a search looks through: the current texts, in words. */
export function searchRows(events: OracleEvent[]): Record<string, Json[]> {
  const created = events.filter(({ type }) => type === 'contact-created');
  return { projected_search_people: created.map(personOf(events)), projected_search_texts: textsOf(events) };
}

function personOf(events: OracleEvent[]) {
  return (created: OracleEvent): Json => {
    const own = events.filter(({ subject }) => subject === created.subject);
    const newest = (type: string) => own.filter((event) => event.type === type).at(-1) ?? created;
    const changes = ['contact-renamed', 'contact-description-changed', 'contact-method-changed'].map(newest);
    const [named, described, reached] = changes.map(({ payload }) => payload);
    const old = reached!.contact_method ? [{ label: '', value: reached!.contact_method }] : [];
    return {
      contact: created.subject,
      name: words(named!.name),
      description: words(described!.description),
      reach: (reached!.contact_methods ?? old).map(reach).join(''),
      last_updated_at: changes.reduce((last, event) => (event.position > last.position ? event : last)).at,
    };
  };
}

/** Naive, but enough for the values in tests: what looks like a phone number is one. */
function reach({ label, value }: Json): string {
  const isPhone = /^\+?[\d -]{5,}$/.test(value);
  return words(label) + words(value) + (isPhone ? words(value.replace(/\D/g, '')) : '');
}

function textsOf(events: OracleEvent[]): Json[] {
  const row = (part: number, kind: string, { subject, at, payload }: OracleEvent): Json => ({
    part,
    contact: subject,
    kind,
    folded: words(kind === 'notes' ? payload.notes : payload.description),
    last_updated_at: at,
  });
  const written = events.filter(({ type }) => type === 'meeting-notes-written');
  const meetings = new Map(written.map((event) => [event.payload.meeting ?? event.position, event]));
  const recorded = events.filter(({ type }) => type === 'interaction-recorded');
  const interactions = recorded.flatMap((event) => {
    const later = events.filter(
      ({ payload, type }) => isAbout(type) && payload.interaction === event.position,
    );
    const last = later.at(-1) ?? event;
    return last.type === 'interaction-removed' ? [] : [row(event.position, 'interaction', last)];
  });
  return [...interactions, ...[...meetings].map(([meeting, event]) => row(meeting, 'notes', event))];
}

function isAbout(type: string): boolean {
  return type === 'interaction-corrected' || type === 'interaction-removed';
}

function words(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u0655'’‘\p{Cf}]/gu, '')
    .replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][\u3099\u309a]?/gu, ' $& ');
  const found =
    plain
      .toLowerCase()
      .replace(/[ßłđðþøæıςىیکة]/g, (letter) => letters[letter]!)
      .match(/[\p{L}\p{N}\p{M}]+|\p{So}/gu) ?? [];
  return found.map((word) => ` ${word}`).join('');
}

const letters: Record<string, string> = {
  ...{ ß: 'ss', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ø: 'o', æ: 'ae', ı: 'i', ς: 'σ' },
  ...{ ى: 'ي', ی: 'ي', ک: 'ك', ة: 'ه' },
};

import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { type Conflict, Unavailable } from '../deciding/refusal';
import type { Engine } from '../projecting/engine';
import type { Input } from './form';
import { type Page, readAnswer } from './page';

/** What the fields are called, and how they are typed in; `fixed` ones are chosen, not typed. */
const fields: Record<string, [label: string, type: string]> = {
  name: ['Name', 'text'],
  contact_methods: ['How to reach them', 'methods'],
  description: ['Description', 'long'],
  interacted_on: ['Day you spoke', 'date'],
  meeting_on: ['Day of the meeting', 'date'],
  meeting_time: ['Time of the meeting', 'time'],
  notes: ['Notes', 'long'],
  time_zone: ['Time zone', 'fixed'],
  locale: ['Dates and names', 'fixed'],
  morning_hour: ['Hour of the morning email', 'fixed'],
  morning_email: ['Morning email', 'fixed'],
};

/** Answers 409: each field that was changed on both sides, with both versions, to choose from. */
export async function showConflict(
  engine: Engine,
  req: Request,
  res: Response,
  page: Page,
  input: Input,
  { conflicts, head }: Conflict,
): Promise<void> {
  const reading = await readAnswer(engine, req, page, { written: 0, asItStands: true });
  const { contact, seen: _, ...rest } = input;
  res.status(409).render('conflict', {
    say: reading.ready && 'say' in reading.value ? reading.value.say : undefined,
    action: req.originalUrl,
    back: req.path.split('/').slice(0, 3).join('/'),
    hidden: { contact, seen: head, token: randomUUID() },
    kept: Object.fromEntries(Object.entries(rest).filter(([name]) => !(name in conflicts))),
    conflicts: Object.entries(conflicts).map(([name, { theirs, yours }]) => {
      const [label, type] = fields[name] ?? [name, 'text'];
      return { name, label, type, theirs, yours: input[name] ?? yours };
    }),
  });
}

/**
 * The input with the choices of a conflict's page applied: "theirs" takes what is saved now, from the page's own
 * `values`. Throws Unavailable while the page has not come as far as the conflict.
 */
export async function chosenInput(engine: Engine, req: Request, page: Page, input: Input): Promise<Input> {
  const theirs = Object.keys(input).filter((name) => req.body[`choice.${name}`] === 'theirs');
  if (theirs.length === 0) return input;
  const reading = await readAnswer(engine, req, page, {
    written: Number(input.seen) || 0,
    asItStands: false,
  });
  if (!reading.ready) throw new Unavailable('The page is behind the conflict');
  const saved = ('values' in reading.value ? reading.value.values : {}) as Input;
  return { ...input, ...Object.fromEntries(theirs.map((name) => [name, saved[name] ?? ''])) };
}

import { randomUUID } from 'node:crypto';
import { escapeXML } from 'ejs';
import type { Request, Response } from 'express';
import { isDate } from '../../base/time';
import { typedMethods } from '../../domain/values/contact-methods-text';
import { type Field, fieldOf } from '../../domain/values/fields';
import { type Conflict, Unavailable } from '../../engine/deciding/refusal';
import type { Engine } from '../../engine/projecting/engine';
import type { Phrases } from '../phrases';
import type { Page } from './define-page';
import type { Input } from './input';
import { readAnswer } from './page';

/** The options of a page's choice fields: each value with its label. */
export type Choices = Record<string, [value: string | number, words: string][]>;

/** Answers 409 with both versions of each field that was changed on both sides, to choose from. */
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
  const choices = (reading.ready && 'choices' in reading.value ? reading.value.choices : {}) as Choices;
  const labelOf = (name: string, value: string) => {
    const kept = { true: 'on', false: 'off' }[value] ?? value;
    return choices[name]?.find(([one]) => String(one) === kept)?.[1] ?? value;
  };
  const say = reading.ready && 'say' in reading.value ? (reading.value.say as Phrases) : undefined;
  res.status(409).render('conflict', {
    action: req.originalUrl,
    back: req.path.split('/').slice(0, 3).join('/'),
    hidden: { contact, seen: head, token: randomUUID() },
    kept: Object.fromEntries(Object.entries(rest).filter(([name]) => !(name in conflicts))),
    conflicts: Object.entries(conflicts).map(([name, { theirs, yours }]) => {
      const typed = input[name] ?? yours;
      const { label = name, type = 'chosen' } = fieldOf(name, input) ?? {};
      const inWords = (value: string) => versionInWords(labelOf(name, value), type, say);
      return { name, label, type, theirs: inWords(theirs), yours: inWords(typed), value: typed };
    }),
  });
}

/** Returns a version of a field's value as HTML. */
function versionInWords(value: string, type: Field['type'], say: Phrases | undefined): string {
  if (value === '') return '<span class="quiet">Empty</span>';
  if (type === 'date' && say && isDate(value)) return say.inFull(value);
  if (type !== 'methods') return escapeXML(value);
  const lines = typedMethods(value).map(({ label, value }) => (label ? `${label}: ${value}` : value));
  return escapeXML(lines.join('\n'));
}

/**
 * Returns the input with the choices from the conflict page applied: "theirs" takes the saved value, from the page's
 * own `values`. Throws Unavailable while the page's projections haven't reached the conflict's position.
 */
export async function chosenInput(engine: Engine, req: Request, page: Page, input: Input): Promise<Input> {
  const theirs = Object.keys(input).filter((name) => req.body[`choice.${name}`] === 'theirs');
  if (theirs.length === 0) return input;
  const reading = await readAnswer(engine, req, page, {
    written: Number(input.seen) || 0,
    asItStands: false,
  });
  if (!reading.ready) throw new Unavailable('The page has not reached the position of the conflict');
  const saved = ('values' in reading.value ? reading.value.values : {}) as Input;
  return { ...input, ...Object.fromEntries(theirs.map((name) => [name, saved[name] ?? ''])) };
}

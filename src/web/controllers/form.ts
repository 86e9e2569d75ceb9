import type { Request, RequestHandler, Response } from 'express';
import { PageFailure } from '../../accounts/page-failure';
import { identityOf } from '../../accounts/require-account';
import { typedTexts } from '../../accounts/typed-texts';
import type { AnyCommand } from '../../engine/deciding/define-command';
import { execute } from '../../engine/deciding/execute';
import { Conflict, Invalid, NotFound, Refusal } from '../../engine/deciding/refusal';
import type { Engine } from '../../engine/projecting/engine';
import { chosenInput, showConflict } from './conflict';
import type { Page } from './define-page';
import { type DoneCode, storeDone } from './done';
import type { Input } from './input';
import { readAnswer, send } from './page';
import { storeWritten } from './written';

export type Form = {
  command: AnyCommand;
  /** The page that holds the form; shown again, with the input, when the command refuses. */
  page: Page;
  /** The command's input, from the form and the address. */
  input: (req: Request) => Input;
  /** Converts the input for the command, if the command doesn't take it as it is. */
  given?: (input: Input) => object;
  /** The position of the event that causes this command, if there is one. */
  cause?: (input: Input) => number;
  /** The confirmation that the next page shows. */
  done?: DoneCode;
  /** The question to show when a conflict leaves nothing to choose, only something to confirm. */
  ask?: string;
  /** The path to redirect to after a success. `subject`: the subject of the command's first event. */
  to: (done: { req: Request; input: Input; subject: number | null }) => string | Promise<string>;
};

/**
 * Answers a POST: runs the command with the form's input and redirects (303). A refusal shows the form again with its
 * input kept: 422 with each fault beside its field, 409 with both versions of a conflict, 404 if the subject is gone,
 * 503 if the command can't be decided now.
 */
export function form(engine: Engine, form: Form): RequestHandler {
  const { command, page, to } = form;
  return async (req, res) => {
    const typed = form.input(req);
    try {
      const input = await chosenInput(engine, req, page, typed);
      const given = form.given?.(input) ?? input;
      const execution = {
        token: req.body.token,
        metadata: { request: req.id, ...(form.cause && { cause: form.cause(input) }) },
      };
      const { position, subject } = await execute(engine, identityOf(req), command, given, execution);
      await storeWritten(engine.pool, req.sessionID, position);
      const next = await to({ req, input, subject });
      if (form.done) storeDone(req, res, form.done, input.contact ?? input.contacts);
      res.redirect(303, next);
    } catch (error) {
      if (error instanceof Conflict && !form.ask) return showConflict(engine, req, res, page, typed, error);
      if (error instanceof Refusal) return showAgain(engine, req, res, form, typed, error);
      throw error;
    }
  };
}

/** Picks these fields from the form. Missing ones are empty, or left out if their name ends with "?". */
export function pick(...fields: string[]): Form['input'] {
  return ({ body }) => {
    const names = fields.map((field) => field.replace('?', ''));
    const isThere = (name: string, index: number) => fields[index] === name || body[name] !== undefined;
    return Object.fromEntries(names.filter(isThere).map((name) => [name, body[name] ?? '']));
  };
}

/** Shows the page as a GET would, but with what was typed. */
async function showAgain(
  engine: Engine,
  req: Request,
  res: Response,
  { page, ask }: Form,
  input: Input,
  refusal: Refusal,
): Promise<void> {
  const typed = typedTexts(input);
  const reading = await readAnswer(engine, req, page, { written: 0, asItStands: true }).catch((error) => {
    if (error instanceof PageFailure) throw new PageFailure(error.status, error.title, error.text, { typed });
    throw error;
  });
  if (!reading.ready) throw refusal;
  const { value: answer, position } = reading;
  // The contact may be gone or have another path: then the page has no form to fill in again.
  if (!('view' in answer)) return send(res, answer, position);
  if ((answer.status ?? 200) >= 400) return send(res, { ...answer, typed }, position);
  if (refusal instanceof Conflict)
    return send(res, { ...answer, status: 409, faults: { form: ask! } }, position);
  const { contact, seen } = input;
  const hidden = { ...answer.hidden, ...(contact && { contact }), ...(seen && { seen }) };
  send(
    res,
    {
      ...answer,
      ...answerTo(refusal),
      values: { ...('values' in answer && (answer.values as object)), ...input },
      hidden,
    },
    position,
  );
}

function answerTo(refusal: Refusal): { status: number; faults: Record<string, string> } {
  if (refusal instanceof Invalid) return { status: 422, faults: refusal.faults };
  if (refusal instanceof NotFound) return { status: 404, faults: { form: gone } };
  return { status: 503, faults: { form: unavailable } };
}

const gone = 'This no longer exists. You may have deleted it in another tab.';
const unavailable =
  'Kith can’t save this right now: something on our side needs fixing. What you typed is still here. Please try again later.';

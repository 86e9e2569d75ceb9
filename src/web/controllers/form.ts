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
  /** What the command is given, where that is not the input as it is. */
  given?: (input: Input) => object;
  /** The position of the event that is the reason, where there is one. */
  cause?: (input: Input) => number;
  /** What the next page says. */
  done?: DoneCode;
  /** What is said when a conflict leaves nothing to choose, only to confirm. */
  ask?: string;
  /** Where the browser goes on after a success. `subject` is what the command's first event was about. */
  to: (done: { req: Request; input: Input; subject: number | null }) => string | Promise<string>;
};

/**
 * Answers a POST: the form becomes a command, its success a 303. A refusal shows the form again with its input
 * kept: 422 with each fault beside its field, 503 when it can't be decided now; or 409 with both versions.
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

/** Takes these fields from the form: missing ones are empty, or left out if their name ends with "?". */
export function pick(...fields: string[]): Form['input'] {
  return ({ body }) => {
    const names = fields.map((field) => field.replace('?', ''));
    const isThere = (name: string, index: number) => fields[index] === name || body[name] !== undefined;
    return Object.fromEntries(names.filter(isThere).map((name) => [name, body[name] ?? '']));
  };
}

/** The page as a GET has it, but with what was typed. */
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
  // The page may stand for what is gone: then it has no form to fill again.
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
      ...told(refusal),
      values: { ...('values' in answer && (answer.values as object)), ...input },
      hidden,
    },
    position,
  );
}

function told(refusal: Refusal): { status: number; faults: Record<string, string> } {
  if (refusal instanceof Invalid) return { status: 422, faults: refusal.faults };
  if (refusal instanceof NotFound) return { status: 404, faults: { form: gone } };
  return { status: 503, faults: { form: unavailable } };
}

const gone = 'This is no longer here. Perhaps you removed it in another tab.';
const unavailable =
  'Kith can’t save this just now, because a part of it needs repair. What you typed is still here; please try again later.';

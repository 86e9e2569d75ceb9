import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { EarlierVersion, EventDefinition } from './define-event';

/** A payload does not conform to its schema. The message says where, without the value: payloads are personal. */
export class InvalidPayload extends Error {
  override name = 'InvalidPayload';
}

/** An event has a type or version that this release does not know. It waits for a release that does. */
export class UnknownEventVersion extends Error {
  override name = 'UnknownEventVersion';
}

export type EventTypes = {
  /** Returns the newest version of a type. Throws UnknownEventVersion if no definition has that name. */
  newest(type: string): number;
  /** Whether this release can read a version of a type. */
  knows(type: string, version: number): boolean;
  /** Throws InvalidPayload unless the payload conforms to the newest version. */
  check(type: string, payload: unknown): void;
  /** Upcasts a stored payload to the newest version and checks it. Throws UnknownEventVersion, InvalidPayload. */
  upcast(type: string, version: number, payload: unknown): unknown;
  /**
   * Returns a stored payload, in its own version, with placeholders for what is personal. Throws UnknownEventVersion,
   * or InvalidPayload if the placeholders do not conform.
   */
  mask(type: string, version: number, payload: unknown, subject: number | null): unknown;
  /** Every schema, as the release step writes it to event_types. */
  schemas: { name: string; version: number; schema: object }[];
};

type Known = {
  version: number;
  earlier: readonly EarlierVersion[];
  mask: object;
  validate: ValidateFunction;
};

/**
 * Compiles every schema in `directory` (<type>/v<n>.json) for the given definitions. Throws if a definition lacks its
 * schema or an upcaster.
 */
export function createEventTypes(definitions: readonly EventDefinition[], directory: string): EventTypes {
  const schemas = readSchemas(directory);
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  addFormats(ajv);
  for (const { schema } of schemas) ajv.compile(schema);
  const known = new Map(
    definitions.map((definition) => [definition.type, compile(definition, schemas, ajv)]),
  );
  const knownType = (type: string) => {
    const found = known.get(type);
    if (!found) throw new UnknownEventVersion(`${type} is not an event type of this release`);
    return found;
  };
  const check = (type: string, payload: unknown) => {
    const { validate, version } = knownType(type);
    if (!validate(payload)) throw new InvalidPayload(`${type} v${version}: ${describe(validate)}`);
  };
  const upcast = (type: string, version: number, payload: unknown) => {
    const { version: newest, earlier } = knownType(type);
    if (version > newest) throw new UnknownEventVersion(`${type} v${version} is newer than this release`);
    let result = payload;
    for (let from = version; from < newest; from++) result = earlier[from - 1]!.upcast(result as never);
    check(type, result);
    return result;
  };
  return {
    newest: (type) => knownType(type).version,
    knows: (type, version) => version <= (known.get(type)?.version ?? 0),
    check,
    upcast,
    mask(type, version, payload, subject) {
      const { version: newest, earlier, mask } = knownType(type);
      if (version > newest) throw new UnknownEventVersion(`${type} v${version} is newer than this release`);
      const masked = maskedBy(
        version === newest ? mask : (earlier[version - 1]!.mask ?? {}),
        payload,
        subject,
      );
      upcast(type, version, masked);
      return masked;
    },
    schemas,
  };
}

function readSchemas(directory: string) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(path.join(directory, name)).map((file) => ({
        name,
        version: Number(/^v(\d+)\.json$/.exec(file)?.[1]),
        schema: JSON.parse(readFileSync(path.join(directory, name, file), 'utf8')) as object,
      })),
    );
}

function compile(
  { type, version, earlier = [], mask = {} }: EventDefinition,
  schemas: EventTypes['schemas'],
  ajv: Ajv,
): Known {
  const schema = schemas.find((candidate) => candidate.name === type && candidate.version === version);
  if (!schema) throw new Error(`schemas/${type}/v${version}.json is missing`);
  for (let from = 1; from < version; from++) {
    if (!earlier[from - 1]) throw new Error(`${type} has no upcaster from version ${from}`);
  }
  return { version, earlier, mask, validate: ajv.compile(schema.schema) };
}

/** Masks only properties that the payload has; the others stay missing. */
function maskedBy(mask: object, payload: unknown, subject: number | null): unknown {
  const placeholders = mask as Record<string, unknown>;
  const entries = Object.entries(payload as object).map(([name, value]) => {
    if (!Object.hasOwn(placeholders, name)) return [name, value];
    const placeholder = placeholders[name];
    return [name, typeof placeholder === 'function' ? placeholder(subject) : placeholder];
  });
  return Object.fromEntries(entries);
}

function describe({ errors }: ValidateFunction): string {
  return (errors ?? [])
    .map(({ instancePath, keyword }) => `${instancePath || '/'} fails ${keyword}`)
    .join(', ');
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The SHA-256 of each schema's canonical JSON, by `<type>/v<version>`. */
export type Digests = Record<string, string>;

/**
 * Checks the schemas in `root` against the recorded digests. Returns one line per fault, with what to do about it: a
 * schema that changed after its digest was recorded, that is missing, or that isn't recorded yet.
 */
export function frozenSchemaFaults(root: string): string[] {
  const recorded = readDigests(root);
  const present = presentDigests(root);
  return Object.keys({ ...recorded, ...present })
    .sort()
    .flatMap((key) => fault(key, recorded[key], present[key]) ?? []);
}

/**
 * Records the digests of schemas that have none yet, and returns their names.
 * Never changes a recorded digest, even if the file has changed or is missing.
 */
export function freezeSchemas(root: string): string[] {
  const recorded = readDigests(root);
  const present = presentDigests(root);
  const added = Object.keys(present).filter((key) => !(key in recorded));
  const digests = Object.entries({ ...present, ...recorded }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(digestsFile(root), `${JSON.stringify(Object.fromEntries(digests), null, 2)}\n`);
  return added;
}

function fault(key: string, recorded?: string, present?: string): string | undefined {
  const [type, version] = key.split('/v');
  const file = `schemas/${key}.json`;
  if (recorded === present) return;
  if (present === undefined)
    return `${file} is missing, but logs may contain events of that version. Restore it.`;
  if (recorded === undefined) return `${file} is not recorded yet. Run npm run freeze:schemas.`;
  const next = `schemas/${type}/v${Number(version) + 1}.json`;
  return `${file} was changed after its release. Restore it, make the change in ${next}, and add an upcaster in src/domain/events/${type}.ts. (If it was never released, delete its line in schemas/digests.json and run npm run freeze:schemas.)`;
}

function readDigests(root: string): Digests {
  const file = digestsFile(root);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function presentDigests(root: string): Digests {
  const schemas = path.join(root, 'schemas');
  const files = readdirSync(schemas, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(path.join(schemas, name)).map((file) => path.join(name, file)));
  return Object.fromEntries(
    files.map((file) => {
      const schema = JSON.parse(readFileSync(path.join(schemas, file), 'utf8'));
      return [
        file.replaceAll(path.sep, '/').replace(/\.json$/, ''),
        createHash('sha256').update(canonical(schema)).digest('hex'),
      ];
    }),
  );
}

function digestsFile(root: string): string {
  return path.join(root, 'schemas/digests.json');
}

/** Returns JSON without white space and with sorted properties, so that reformatting a schema doesn't change its digest. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const properties = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${properties.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}

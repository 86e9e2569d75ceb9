import type { Projection } from '../../src/engine/projecting/define-projection';
import type { Engine } from '../../src/engine/projecting/engine';

/** Returns a projection by name. Throws if this release has none with that name. */
export function projectionNamed(engine: Engine, name: string): Projection {
  const found = engine.projections.find((projection) => projection.name === name);
  if (!found) throw new Error(`No projection is named ${name}`);
  return found;
}

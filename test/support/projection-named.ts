import type { Projection } from '../../src/engine/projecting/define-projection';
import type { Engine } from '../../src/engine/projecting/engine';

/** Throws on a name that no projection of this release has. */
export function projectionNamed(engine: Engine, name: string): Projection {
  const found = engine.projections.find((projection) => projection.name === name);
  if (!found) throw new Error(`No projection is called ${name}`);
  return found;
}

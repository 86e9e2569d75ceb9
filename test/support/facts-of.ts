type Fact = { name: string; check: (...args: unknown[]) => unknown; args: unknown[] };

/**
 * Collects the synchronous tests of another file, without their hooks, instead of running them. `holds` returns whether
 * the test passes. Call it while no test is running.
 */
export function factsOf(file: string): { name: string; holds(): boolean }[] {
  const facts: Fact[] = [];
  const test = (name: string, check: Fact['check'], args: unknown[] = []) => {
    if (check.constructor.name !== 'AsyncFunction') facts.push({ name, check, args });
  };
  const each = (rows: unknown[]) => (name: string, check: Fact['check']) => {
    for (const row of rows) test(name, check, Array.isArray(row) ? row : [row]);
  };
  const describe = (_name: string, body: () => void) => body();
  const nothing = () => undefined;
  const collecting = {
    test: Object.assign(test, { each }),
    it: Object.assign(test, { each }),
    describe,
    beforeAll: nothing,
    beforeEach: nothing,
    afterEach: nothing,
    afterAll: nothing,
  };
  const real = Object.fromEntries(Object.keys(collecting).map((name) => [name, globals[name]]));
  Object.assign(globals, collecting);
  try {
    require(file);
  } finally {
    Object.assign(globals, real);
  }
  return facts.map(({ name, check, args }) => ({ name, holds: () => holds(() => check(...args)) }));
}

const globals = globalThis as Record<string, unknown>;

function holds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

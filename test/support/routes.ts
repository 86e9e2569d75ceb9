import type { Express } from 'express';

type Layer = {
  route?: { path: string; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
  slash?: boolean;
};

/** Every route of the app, as 'GET /contacts/:name'. Throws for a router that is mounted below a path. */
export function routesOf(app: Express): string[] {
  return routesIn((app.router as unknown as { stack: Layer[] }).stack);
}

function routesIn(stack: Layer[]): string[] {
  return stack.flatMap(({ route, handle, slash }) => {
    if (route) return methodsOf(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`);
    if (!handle?.stack) return [];
    if (slash === false) throw new Error('a router below a path hides the paths of its routes');
    return routesIn(handle.stack);
  });
}

function methodsOf(methods: Record<string, boolean>): string[] {
  return Object.keys(methods).filter((method) => methods[method]);
}

import type { Express } from 'express';

type Layer = {
  route?: { path: string; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
  slash?: boolean;
};

/** Returns all routes of the app, such as 'GET /contacts/:name'. Throws if a router is mounted at a path. */
export function routesOf(app: Express): string[] {
  return routesIn((app.router as unknown as { stack: Layer[] }).stack);
}

function routesIn(stack: Layer[]): string[] {
  return stack.flatMap(({ route, handle, slash }) => {
    if (route) return methodsOf(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`);
    if (!handle?.stack) return [];
    if (slash === false) throw new Error('a router mounted at a path hides the full paths of its routes');
    return routesIn(handle.stack);
  });
}

function methodsOf(methods: Record<string, boolean>): string[] {
  return Object.keys(methods).filter((method) => methods[method]);
}

import { rmSync } from 'node:fs';

export default async function globalTeardown(): Promise<void> {
  const { server, folder } = globalThis.kithTestServer!;
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

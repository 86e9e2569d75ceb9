import { arch, cpus, platform, totalmem } from 'node:os';

/** What the figures were measured on. */
export function machineFacts(): Record<string, string> {
  const [cpu] = cpus();
  return {
    cores: String(cpus().length),
    cpu: cpu?.model.trim() || 'unknown',
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `${platform()} ${arch()}`,
    node: process.version,
  };
}

import { arch, cpus, platform, totalmem } from 'node:os';

/** Describes the machine. */
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

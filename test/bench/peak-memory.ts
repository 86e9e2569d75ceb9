import { readFileSync } from 'node:fs';

/**
 * The most memory that the process has held, or one of those that it started: /proc's high-water mark of the resident
 * set, in MB of 2^20 bytes. 0 once it is gone.
 */
export function peakOf(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`)) ?? [];
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return Math.max(Number(kilobytes ?? 0) / 1_024, ...children.map(peakOf));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

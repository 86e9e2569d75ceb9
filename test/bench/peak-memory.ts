import { readFileSync } from 'node:fs';

/**
 * Returns the peak memory of the process or of one of its descendants, whichever is larger: the high-water mark of the
 * resident set in /proc, in MB of 2^20 bytes. 0 if the process has ended.
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

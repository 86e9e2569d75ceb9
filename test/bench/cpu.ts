import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of CPU time used by this process, and by the database server with all its processes. */
export type Cpu = { node: number; postgres: number };

/** Reads the CPU time from /proc, which counts in ticks of 10 ms. Other processes on the machine don't affect it. */
export function cpuUsed(postmaster: number): Cpu {
  const { user, system } = process.cpuUsage();
  let ticks = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = statOf(entry);
    if (Number(entry) === postmaster || Number(stat[1]) === postmaster)
      ticks += Number(stat[11]) + Number(stat[12]);
    // The server's processes that have already ended.
    if (Number(entry) === postmaster) ticks += Number(stat[13]) + Number(stat[14]);
  }
  return { node: (user + system) / 1_000, postgres: ticks * 10 };
}

/** Describes the CPU time per action, from the time used before and after `count` actions. */
export function cpuInWords(before: Cpu, after: Cpu, count: number): string {
  const each = (used: number) => (used / count).toFixed(2);
  return `CPU time each: ${each(after.node - before.node)} ms in Node, ${each(after.postgres - before.postgres)} ms in PostgreSQL`;
}

/** Returns the fields after the command's name, which may contain spaces: state, parent, … Empty if it has ended. */
function statOf(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of CPU that this process, and the database server with all its processes, have used. */
export type Cpu = { node: number; postgres: number };

/** By what /proc counts, in ticks of 10 ms. What other processes do on the machine does not show in it. */
export function cpuUsed(postmaster: number): Cpu {
  const { user, system } = process.cpuUsage();
  let ticks = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = statOf(entry);
    if (Number(entry) === postmaster || Number(stat[1]) === postmaster)
      ticks += Number(stat[11]) + Number(stat[12]);
    // Those of its processes that have ended meanwhile.
    if (Number(entry) === postmaster) ticks += Number(stat[13]) + Number(stat[14]);
  }
  return { node: (user + system) / 1_000, postgres: ticks * 10 };
}

/** What an action costs, from what was used before and after so many of it. */
export function cpuInWords(before: Cpu, after: Cpu, count: number): string {
  const each = (used: number) => (used / count).toFixed(2);
  return `${each(after.node - before.node)} ms of CPU in Node and ${each(after.postgres - before.postgres)} ms in PostgreSQL each`;
}

/** The fields behind the command's name, which may hold spaces: state, parent, … Empty once it is gone. */
function statOf(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

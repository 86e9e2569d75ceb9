/**
 * Returns the CPU time of `work` in milliseconds. Unlike elapsed time, it doesn't depend on the load of the machine.
 */
export async function spentOn(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

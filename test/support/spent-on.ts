/** Milliseconds of CPU time that this process spends on it: the same however busy the machine is meanwhile. */
export async function spentOn(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

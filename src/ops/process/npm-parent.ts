import { birthOf, nameOf, parentOf } from '../../base/running-processes';

/**
 * Calls back when the npm that started this process has ended, or a shell or watcher between the two. Otherwise, after a
 * kill -9 of npm, Kith would keep running unnoticed and hold its port and its data folder. If something else started
 * this process (a service manager, a shell with nohup), this does nothing.
 */
export function whenNpmIsGone(call: () => void): void {
  const watched = uptoNpm(process.ppid).map((pid) => ({ pid, birth: birthOf(pid) }));
  if (watched.length === 0) return;
  const timer = setInterval(() => {
    if (watched.every(({ pid, birth }) => birthOf(pid) === birth)) return;
    clearInterval(timer);
    call();
  }, 500);
  timer.unref();
}

/** Returns the ancestors from the parent up to npm, or none if npm isn't one of the nearest three. */
function uptoNpm(parent: number): number[] {
  const ancestors: number[] = [];
  for (let pid: number | undefined = parent; pid && ancestors.length < 3; pid = parentOf(pid)) {
    ancestors.push(pid);
    if (/^npm\b/.test(nameOf(pid))) return ancestors;
  }
  return [];
}

import { birthOf, nameOf, parentOf } from '../../base/running-processes';

/**
 * Calls back once the npm that started this process is gone, or a shell or watcher between the two. After
 * a kill -9 of npm, Kith would otherwise live on unseen, and hold its port and its data folder.
 * Started by anything else (a service manager, a shell with nohup), nothing is watched.
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

/** The ancestors from the parent up to npm; none if npm isn't among the nearest. */
function uptoNpm(parent: number): number[] {
  const ancestors: number[] = [];
  for (let pid: number | undefined = parent; pid && ancestors.length < 3; pid = parentOf(pid)) {
    ancestors.push(pid);
    if (/^npm\b/.test(nameOf(pid))) return ancestors;
  }
  return [];
}

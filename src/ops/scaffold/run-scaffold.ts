import { StartFailure } from '../../base/failure';

export type Scaffolded = {
  /** The files that were written, relative to the project's folder. */
  files: string[];
  /** What is left to do, one sentence per step. */
  next: string[];
};

/** Runs `scaffold` and prints what it wrote and what is left to do. On a StartFailure, prints why and exits with 1. */
export function runScaffold(help: string, scaffold: (args: string[]) => Scaffolded): void {
  const args = process.argv.slice(2);
  try {
    if (args.includes('--help') || args.includes('-h')) {
      console.log(help.trim());
      return;
    }
    const { files, next } = scaffold(args);
    for (const file of files) console.log(`Wrote ${file}`);
    console.log(['', 'Next:', ...next.map((step) => `- ${step}`)].join('\n'));
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    for (const line of error.lines) console.error(line);
    process.exitCode = 1;
  }
}

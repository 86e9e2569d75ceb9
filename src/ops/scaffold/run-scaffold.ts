import { StartFailure } from '../../base/failure';

export type Scaffolded = {
  /** What was written, below the project's folder. */
  files: string[];
  /** What is left to do, one sentence a step. */
  next: string[];
};

/** Scaffolds, and tells what was written and what is left to do; or says in a line why not, and exits with 1. */
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

import { execFile } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface Findings {
  readonly files: number;
  /** The file patterns of the rules. */
  readonly rooms: readonly string[];
  readonly violations: readonly Violation[];
}

interface Report {
  readonly summary: {
    readonly totalCruised: number;
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly from: { readonly path?: string } }[] };
    readonly violations: readonly { rule: { name: string }; from: string; to: string }[];
  };
}

/** What dependency-cruiser reports for the tree at `root` and its import table. */
export async function cruise(root: string): Promise<Findings> {
  const program = join(ROOT, 'node_modules/.bin/depcruise');
  const args = [
    program,
    'apps',
    'libs',
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'json',
    '--preserve-symlinks',
  ];
  const { summary } = JSON.parse(await run(args, root)) as Report;
  const violations = summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  const rooms = summary.ruleSetUsed.forbidden.map(({ from }) => from.path ?? '');
  return { files: summary.totalCruised, rooms, violations };
}

/** Standard output of the program. Its exit code is the number of violations, so it is ignored. */
function run(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (stdout.startsWith('{')) resolve(stdout);
      else reject(error ?? new Error(stderr));
    });
  });
}

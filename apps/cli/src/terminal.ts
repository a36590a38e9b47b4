/** Where a command speaks to whoever called it. */
export interface Terminal {
  /** What it did, a line on standard output. */
  tell(line: string): void;
  /** What went wrong, a line on standard error. */
  complain(line: string): void;
}

export const TERMINAL: Terminal = {
  tell: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`coffer: ${line}\n`),
};

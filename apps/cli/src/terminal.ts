/** The output of a command. */
export interface Terminal {
  /** Prints a result: one line on standard output. */
  tell(line: string): void;
  /** Prints a problem: one line on standard error. */
  complain(line: string): void;
}

export const TERMINAL: Terminal = {
  tell: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`coffer: ${line}\n`),
};

import { createInterface } from 'node:readline/promises';

/** The output of a command, and the answers to its questions. */
export interface Terminal {
  /** Prints a result: one line on standard output. */
  tell(line: string): void;
  /** Prints a problem: one line on standard error. */
  complain(line: string): void;
  /** Asks for a yes or no. Null if nobody can answer: the standard input is no terminal. */
  ask(question: string): Promise<boolean | null>;
}

export const TERMINAL: Terminal = {
  tell: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`coffer: ${line}\n`),
  ask: async (question) => {
    if (!process.stdin.isTTY) return null;
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await prompt.question(`${question} [y/N] `).finally(() => prompt.close());
    return /^y(es)?$/i.test(answer.trim());
  },
};

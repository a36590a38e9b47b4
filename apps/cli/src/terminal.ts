import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The output of a command, and the answers to its questions. */
export interface Terminal {
  /** Prints a result: one line on standard output. */
  tell(line: string): void;
  /** Prints a problem: one line on standard error. */
  complain(line: string): void;
  /** Asks for a yes or no. Null if nobody can answer: the standard input is no terminal. */
  ask(question: string): Promise<boolean | null>;
  /** Asks for a secret without showing it. If the standard input is no terminal: its text, without the last line break. */
  secret(question: string): Promise<string>;
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
  secret: async (question) => {
    if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '');
    const nowhere = new Writable({ write: (_, __, done) => done() });
    process.stdout.write(`${question}: `);
    const prompt = createInterface({ input: process.stdin, output: nowhere, terminal: true });
    const answer = await prompt.question('').finally(() => prompt.close());
    process.stdout.write('\n');
    return answer;
  },
};

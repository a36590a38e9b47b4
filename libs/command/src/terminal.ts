import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandFailed, FAILED } from './failure.js';
import { shown } from './output/shown.js';

/** As a shell counts the end by SIGINT, and by SIGPIPE. */
const INTERRUPTED = 130;
const UNREAD = 141;

/** The output of a command, and the answers to its questions. */
export interface Terminal {
  /** True if a person sees the standard output. */
  readonly isSeen: boolean;
  /** True if a person can answer: the standard input is a terminal. */
  readonly canAnswer: boolean;
  /** Prints a result: one line on standard output. */
  tell(line: string): void;
  /** Prints bytes on standard output as they are. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** Prints a problem or a notice: one line on standard error. */
  complain(line: string): void;
  /** Asks for a yes or no. Null if nobody can answer: the standard input is no terminal. */
  ask(question: string): Promise<boolean | null>;
  /** Asks for one line. Null if nobody can answer. */
  line(question: string): Promise<string | null>;
  /** Asks for a secret without showing it. If the standard input is no terminal: its text, without the last line break. */
  secret(question: string): Promise<string>;
  /** The whole standard input. Throws {@link CommandFailed} if it is longer than `most` bytes. */
  input(most: number): Promise<Uint8Array>;
}

/** The longest password, code or answer that is read. */
const LONGEST_SECRET = 65_536;

/** Questions and notices are on standard error: a program may read the standard output. */
export const TERMINAL: Terminal = {
  isSeen: process.stdout.isTTY === true,
  canAnswer: process.stdin.isTTY === true,
  tell: (line) => void process.stdout.write(`${line}\n`),
  write: (bytes) =>
    new Promise((resolve, reject) => process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))),
  complain: (line) => void process.stderr.write(`coffer: ${shown(line)}\n`),
  ask: async (question) => {
    const answer = await TERMINAL.line(`${question} [y/N]`);
    return answer === null ? null : /^y(es)?$/i.test(answer.trim());
  },
  line: (question) => (process.stdin.isTTY ? answered(`${question} `, process.stderr) : Promise.resolve(null)),
  secret: async (question) => {
    if (!process.stdin.isTTY) {
      return new TextDecoder().decode(await TERMINAL.input(LONGEST_SECRET)).replace(/\r?\n$/, '');
    }
    process.stderr.write(`${question}: `);
    const nowhere = new Writable({ write: (_, __, done) => done() });
    const answer = await answered('', nowhere);
    process.stderr.write('\n');
    return answer;
  },
  input: async (most) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > most) throw new CommandFailed([`The standard input has more than ${most} bytes.`]);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  },
};

/** Ends the process when its output cannot be written. Says nothing if nobody reads it any more, as after `head`. */
export function endWithReader(): void {
  process.stdout.on('error', ({ code, name }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(UNREAD);
    TERMINAL.complain(`The standard output cannot be written (${code ?? name}).`);
    process.exit(FAILED);
  });
}

/** Ends the process when all of its output is written. `process.exit` alone drops what a pipe has not taken yet. */
export async function endWith(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) {
    // After an error of the output, `endWithReader` ends the process.
    await new Promise<void>((resolve) => {
      stream.write('', (error) => {
        if (!error) resolve();
      });
    });
  }
  // Without `exit`, an open connection or thread would keep the process alive.
  process.exit(code);
}

/** Reads one line that a person types. `shown`: where it appears. */
async function answered(question: string, shown: NodeJS.WritableStream): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: shown, terminal: true });
  const interrupted = new Promise<never>((_, reject) => {
    const end = () => reject(new CommandFailed(['Interrupted.'], INTERRUPTED));
    prompt.once('SIGINT', end).once('close', end);
  });
  try {
    return await Promise.race([prompt.question(question), interrupted]);
  } finally {
    prompt.close();
  }
}

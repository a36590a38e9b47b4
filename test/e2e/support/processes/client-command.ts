import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BASE, ROOMY } from './base-environment.js';

const MAIN = join(import.meta.dirname, '../../../../dist/apps/cli/src/main.js');

/** How a client command ended, with the exact text of its output. */
export interface ClientEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface ClientRun {
  readonly env?: Record<string, string>;
  /** The standard input. */
  readonly input?: string;
  /** Gives the command line that starts the command, if something stands between. */
  readonly within?: (command: readonly string[]) => readonly string[];
  /** Called at the first line of standard output. */
  readonly onLine?: (child: ChildProcess, line: string) => void;
}

/** A machine of a person or program: a home folder, and an environment without the server's. */
export class ClientMachine {
  readonly home = mkdtempSync(join(tmpdir(), 'coffer-machine-'));

  constructor(private readonly env: Record<string, string>) {}

  /** The folder of the command's settings. */
  get settings(): string {
    return join(this.home, 'coffer');
  }

  /** Runs a command line of the built `coffer`. */
  async run(args: readonly string[], { env = {}, input = '', within, onLine }: ClientRun = {}): Promise<ClientEnd> {
    const command = [process.execPath, ...ROOMY, MAIN, ...args];
    const [program = '', ...rest] = within?.(command) ?? command;
    const child = spawn(program, rest, {
      cwd: this.home,
      env: { ...BASE, HOME: this.home, XDG_CONFIG_HOME: this.home, ...this.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {}).end(input);
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (!out.includes('\n') && text.includes('\n')) onLine?.(child, `${out}${text}`.split('\n')[0] ?? '');
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    // A program that a child leaves behind may keep the streams open: they are read as long as the command runs.
    await once(child, 'exit');
    await Promise.race([once(child, 'close'), new Promise((resolve) => setTimeout(resolve, 500))]);
    return { code: child.exitCode, signal: child.signalCode, out, err };
  }

  clear(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

/** A separate program that logs to a file, as under a service manager. */
export class Program {
  private printed = '';
  private readonly exited: Promise<unknown>;

  private constructor(
    readonly process: ChildProcess,
    private readonly logFile: string,
  ) {
    this.exited = once(process, 'exit');
    process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.printed += text;
    });
  }

  /** Starts `node ...args` with exactly this environment. */
  static start(args: readonly string[], env: Readonly<Record<string, string>>, logFile: string): Program {
    const log = openSync(logFile, 'a', 0o600);
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, args, { env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', log] });
    closeSync(log);
    return new Program(child, logFile);
  }

  /** Null once it has ended. */
  get pid(): number | null {
    return this.process.exitCode === null ? (this.process.pid ?? null) : null;
  }

  /** Everything that it has printed or logged. */
  output(): string {
    return this.printed + readFileSync(this.logFile, 'utf8');
  }

  /** Waits for the first match of `pattern` in its output. Throws if the program ends or takes too long. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    const end = performance.now() + START_LIMIT_MS;
    while (performance.now() < end && this.process.exitCode === null) {
      const match = pattern.exec(this.printed);
      if (match) return match;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    this.process.kill('SIGKILL');
    throw new Error(`a program did not start: ${this.output().slice(0, 2_000)}`);
  }

  /** Sends SIGTERM, and SIGKILL if it does not end in time. */
  async stop(): Promise<number | null> {
    if (this.pid !== null) {
      const timer = setTimeout(() => this.process.kill('SIGKILL'), STOP_LIMIT_MS);
      this.process.kill('SIGTERM');
      await this.exited;
      clearTimeout(timer);
    }
    return this.process.exitCode;
  }

  async kill(): Promise<void> {
    if (this.pid === null) return;
    this.process.kill('SIGKILL');
    await this.exited;
  }
}

import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failed } from '../failure.js';

const NAME = /^lock\.(\d{1,15})$/;
const RELEASED = 'released';
const POLL_MS = 25;
/** An empty file that is older was left by a process that ended while it made it. */
const BEING_MADE_MS = 10_000;

/** Tells this process from one of before with the same number: in a container, each first process has the number 1. */
const LIFE = randomUUID();

interface Holder {
  readonly pid: number;
  readonly life: string | undefined;
  readonly host: string;
}

/**
 * A lock that the processes of one folder share. Each holder makes the file with the next number; the highest number is the
 * present holder. That file is never removed, only files below it are: so two processes that see the same dead holder
 * cannot both succeed it. A holder that was killed is succeeded at once, one that lives never.
 */
export class FileLock {
  constructor(
    private readonly folder: string,
    private readonly waitMs = 60_000,
  ) {}

  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = await this.acquired();
    try {
      return await work();
    } finally {
      await writeFile(this.file(mine), RELEASED).catch(() => undefined);
    }
  }

  private async acquired(): Promise<number> {
    const until = Date.now() + this.waitMs;
    for (;;) {
      const mine = await this.tried();
      if (mine !== null) return mine;
      if (Date.now() > until) {
        throw failed(`Another command holds the session. If none runs, remove the files lock.* in ${this.folder}.`);
      }
      await pause(POLL_MS);
    }
  }

  /** The number of this holder. Null: somebody else holds the lock. */
  private async tried(): Promise<number | null> {
    const highest = (await this.numbers()).at(-1) ?? 0;
    if (highest > 0 && !(await this.isFree(highest))) return null;
    const mine = highest + 1;
    const holder: Holder = { pid: process.pid, life: LIFE, host: hostname() };
    const isMade = await writeFile(this.file(mine), JSON.stringify(holder), { flag: 'wx', mode: 0o600 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (!isMade) return null;
    const numbers = await this.numbers();
    if (numbers.at(-1) !== mine) {
      // Somebody was here since the first look, and removed the files below their own: this number is of the past.
      await rm(this.file(mine), { force: true });
      return null;
    }
    await Promise.all(numbers.slice(0, -1).map((number) => rm(this.file(number), { force: true })));
    return mine;
  }

  private async isFree(number: number): Promise<boolean> {
    const file = this.file(number);
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text === null || text === RELEASED) return text === RELEASED;
    if (text === '') {
      // It may be gone by now: its holder saw that its number is of the past.
      const made = await stat(file).catch(() => null);
      return made !== null && Date.now() - made.mtimeMs > BEING_MADE_MS;
    }
    const holder = holderOf(text);
    return holder !== null && holder.host === hostname() && !isAlive(holder);
  }

  /** Ascending. */
  private async numbers(): Promise<number[]> {
    const names = await readdir(this.folder);
    return names
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  private file(number: number): string {
    return join(this.folder, `lock.${number}`);
  }
}

function holderOf(text: string): Holder | null {
  try {
    const { pid, life, host } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, life, host } : null;
  } catch {
    return null;
  }
}

function isAlive({ pid, life }: Holder): boolean {
  if (pid === process.pid) return life === LIFE;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

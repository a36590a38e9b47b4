import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '#kernel/testing';
import type { StorePorts } from '#storage';
import { openSqliteStore } from '#storage-sqlite/testing';
import { builtProgram } from '../engines/built-program.js';
import type { Line, Told } from './support/sqlite-writer.child.js';

/** The program under test and every complete line that it printed. */
class Child {
  readonly lines: Line[] = [];
  errors = '';
  private rest = '';
  private readonly ended: Promise<void>;

  constructor(readonly process: ChildProcess) {
    process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (this.rest + text).split('\n');
      this.rest = parts.pop() ?? '';
      for (const part of parts) this.lines.push(JSON.parse(part));
    });
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.ended = new Promise((resolve) => process.on('close', () => resolve()));
  }

  /** Waits until `count` more writes got the answer `told`. Throws if the program ends by itself. */
  async until(told: Told, count: number): Promise<void> {
    const start = this.count(told);
    while (this.count(told) < start + count) {
      if (this.process.exitCode !== null) throw new Error(`the program ended: ${this.errors}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  private count(told: Told): number {
    return this.lines.filter((line) => line.told === told).length;
  }
}

/** Expects every acknowledged write, no refused write, and a log without gap or fork. */
async function expectKept(store: StorePorts, lines: readonly Line[]): Promise<void> {
  const head = await store.audit.head();
  const records = await store.audit.read(1, head + 1);
  expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: head }, (_, index) => index + 1));
  const leafAt = new Map(records.map(({ seq, leaf }) => [seq, leaf]));
  expect(new Set(leafAt.values()).size).toBe(head);
  expect(lines.some(({ kind, told }) => kind === 'batch' && told === 'done')).toBe(true);

  for (const line of lines) {
    if (line.kind === 'batch') {
      if (line.told !== 'done') continue;
      expect(line.leaves.map((_, index) => leafAt.get(line.first + index))).toEqual(line.leaves);
      continue;
    }
    if (line.told === 'unknown') continue;
    const stored = await store.secrets.heads.load(line.id);
    if (line.told === 'done') expect(stored).not.toBeNull();
    if (line.kind === 'insert' && line.told === 'refused') expect(stored).toBeNull();
    if (line.kind === 'replace') expect(stored?.value.updatedAt === line.mark).toBe(line.told === 'done');
    expect(await store.secrets.heads.fence(line.id, line.request)).toBe(line.told === 'done');
  }
}

describe('the store on SQLite under faults', () => {
  let folder: string;
  let file: string;
  const children: Child[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-faults-'));
    file = join(folder, 'coffer.db');
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.kill()));
    rmSync(folder, { recursive: true });
  });

  function start(command: string, ...args: readonly string[]): Child {
    const child = new Child(spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
    children.push(child);
    return child;
  }

  async function verify(lines: readonly Line[]): Promise<void> {
    const store = await openSqliteStore({ file, clock: new ManualClock(Date.now()) });
    await expectKept(store, lines);
    await store.engine.close();
  }

  it('loses no acknowledged write when its process is killed at random moments, many times', async () => {
    const lines: Line[] = [];
    for (let round = 0; round < 5; round += 1) {
      const child = start(process.execPath, builtProgram('sqlite-writer'), file);
      await child.until('done', 20);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      await child.kill();
      lines.push(...child.lines);
      await verify(lines);
    }
  });

  it('keeps no refused write, loses no acknowledged write when writes fail, and recovers by itself [R89] [R93]', async () => {
    // The soft limit of the file size makes writes to the log fail (EFBIG), commits included.
    const limited = 'ulimit -S -f 4096; exec "$@"';
    const child = start('sh', '-c', limited, 'sh', process.execPath, builtProgram('sqlite-writer'), file);
    await child.until('refused', 10);
    execFileSync('prlimit', ['--pid', String(child.process.pid), '--fsize=unlimited:']);
    await child.until('done', 100);
    await child.kill();
    await verify(child.lines);
  });
});

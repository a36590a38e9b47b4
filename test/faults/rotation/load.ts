import { setTimeout as pause } from 'node:timers/promises';
import { changedNothing, isUnsure } from '../../e2e/support/processes/patience.js';
import type { Server } from '../../e2e/support/processes/server.js';
import { newPath } from '../boundaries/secrets.js';
import { BOUND_MS } from '../support/bounded.js';
import { type KeptSecrets, valueAt } from '../support/kept-secrets.js';
import { type Seeded, textOf } from './seed.js';

const READERS = 2;
/** Versions that are written of each secret: fewer than Coffer keeps. */
const VERSIONS = 5;
/** Milliseconds between two requests of one client: a hundred requests a second of all, which leave time for rotations. */
const PAUSE_MS = 30;
/** How often a request is repeated that a starved machine refused, and the pause before that, in milliseconds. */
const REPEATS = 8;
const REPEAT_AFTER_MS = 1_000;
/** Milliseconds until a process that broke a connection must have ended. */
const GONE_WITHIN_MS = 60_000;

interface Where {
  readonly server: Pick<Server, 'url' | 'process'>;
  readonly token: string | null;
}

interface Told {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  readonly body: any;
}

/** Clients that read and write while a server runs. They compare each answer with what they wrote. */
export class Load {
  answered = 0;
  /** Requests in flight when the process ended. */
  cutOff = 0;
  /** Answers of 503 during an outage. */
  refused = 0;
  /** Answers of 503 that a starved machine gave, and that the same request did not get again. */
  repeated = 0;
  /** Every other failure. There must be none. */
  readonly failed: string[] = [];
  private outage = false;
  private running: Promise<unknown> = Promise.resolve();
  private resting = true;

  constructor(
    private readonly seeded: Seeded,
    private readonly kept: KeptSecrets,
  ) {}

  begin(where: Where): void {
    this.resting = false;
    const readers = Array.from({ length: READERS }, (_, at) => this.read(where, at));
    this.running = Promise.all([...readers, this.write(where)]);
  }

  /** Sets whether 503 is an expected answer from now on. It must come in bounded time, like every other answer. */
  expectOutage(expected: boolean): void {
    this.outage = expected;
  }

  /** Resolves when no request is in flight. */
  async rest(): Promise<void> {
    this.resting = true;
    await this.running;
  }

  private async read(where: Where, first: number): Promise<void> {
    const { secrets, hers } = this.seeded;
    for (let at = first; !this.resting; at += READERS) {
      const { id, path, versions } = secrets[(at * 7) % secrets.length] ?? { id: '', path: '', versions: 1 };
      const version = 1 + (at % versions);
      const revealed = await this.send(where, 'GET', `/secrets/${id}/reveal?version=${version}`);
      this.expectValue(revealed, valueAt(path, version));
      const record = hers[(at * 7) % hers.length] ?? '';
      this.expectValue(await this.send(where, 'GET', `/sensitive-data/${record}`), textOf(record));
      await pause(PAUSE_MS);
    }
  }

  private async write(where: Where): Promise<void> {
    while (!this.resting) {
      const path = newPath();
      let told = await this.send(where, 'POST', '/secrets', { path, value: valueAt(path, 1) });
      for (let version = 1; told && version < VERSIONS && !this.resting; version += 1) {
        const { id } = told.body;
        this.kept.acknowledge(id, version);
        told = await this.send(where, 'PUT', `/secrets/${id}/rotate`, { value: valueAt(path, version + 1) });
        if (told) this.kept.acknowledge(id, version + 1);
        if (told && told.body.version !== version + 1) this.failed.push(`an update of ${path} was lost`);
        await pause(PAUSE_MS);
      }
    }
  }

  /** Repeats what a starved engine refused, as every client may, unless an outage refuses it. */
  private async patiently(where: Where, method: string, path: string, body?: object): Promise<Told> {
    for (let left = REPEATS; ; left -= 1) {
      const begun = performance.now();
      const told = await ask(where, method, path, body);
      this.answered += 1;
      const took = performance.now() - begun;
      if (took > BOUND_MS) this.failed.push(`${method} ${path}: ${took} ms`);
      if (this.outage || left === 0 || !changedNothing(told)) return told;
      this.repeated += 1;
      await pause(REPEAT_AFTER_MS);
    }
  }

  private expectValue(told: Told | null, value: string): void {
    if (told && told.body.value !== value) this.failed.push(`another value than ${value}`);
  }

  /** Null if there was no good answer. */
  private async send(where: Where, method: string, path: string, body?: object): Promise<Told | null> {
    const mayBeRefused = this.outage;
    try {
      const told = await this.patiently(where, method, path, body);
      if (told.status < 300) return told;
      if (told.status === 503 && (mayBeRefused || this.outage)) this.refused += 1;
      // A starved store lost the answer: nobody knows what the value is now.
      else if (isUnsure(told)) this.repeated += 1;
      else this.failed.push(`${method} ${path}: ${told.status} ${told.body.code}`);
    } catch (error) {
      if (await isGone(where.server)) this.cutOff += 1;
      else this.failed.push(`${method} ${path}: ${String(error)}`);
      this.resting = true;
    }
    return null;
  }
}

async function ask({ server, token }: Where, method: string, path: string, body?: object): Promise<Told> {
  const headers = { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) };
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}

async function isGone({ process }: Where['server']): Promise<boolean> {
  const end = performance.now() + GONE_WITHIN_MS;
  while (process.exitCode === null && process.signalCode === null) {
    if (performance.now() > end) return false;
    await pause(20);
  }
  return true;
}

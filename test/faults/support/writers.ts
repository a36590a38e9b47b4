import { setTimeout as pause } from 'node:timers/promises';
import { newPath } from '../boundaries/secrets.js';
import { type KeptSecrets, valueAt } from './kept-secrets.js';

/** Versions of each secret: fewer than are kept. */
const VERSIONS = 5;
/** Between two tries of a writer that was refused, in milliseconds. */
const REFUSED_MS = 50;

/** Where to write, and as whom. */
export interface Place {
  readonly url: string;
  readonly token: string | null;
}

interface Told {
  readonly status: number;
  readonly id: string;
}

/** Writers that create and rotate secrets without end and remember what they were told. */
export class Writers {
  acknowledged = 0;
  failed = 0;
  /** Statuses that no fault explains. */
  readonly unexpected: number[] = [];
  private stopped = false;
  private readonly running: Promise<void>[];

  constructor(
    private readonly place: () => Place,
    private readonly kept: KeptSecrets,
    count: number,
  ) {
    this.running = Array.from({ length: count }, () => this.write());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  private async write(): Promise<void> {
    while (!this.stopped) {
      const path = newPath();
      let told = await this.send('POST', '/secrets', { path, value: valueAt(path, 1) });
      // After a refusal nobody knows which version is the next: the secret is left alone.
      for (let version = 2; told && version <= VERSIONS && !this.stopped; version += 1) {
        this.kept.acknowledge(told.id, version - 1);
        told = await this.send('PUT', `/secrets/${told.id}/rotate`, { value: valueAt(path, version) });
        if (told) this.kept.acknowledge(told.id, version);
      }
      if (told) this.kept.acknowledge(told.id, 1);
    }
  }

  private async send(method: string, path: string, body: object): Promise<Told | null> {
    const told = await this.ask(method, path, body).catch(() => null);
    if (told && told.status < 300) {
      this.acknowledged += 1;
      return told;
    }
    this.failed += 1;
    if (told && told.status !== 503) this.unexpected.push(told.status);
    await pause(REFUSED_MS);
    return null;
  }

  private async ask(method: string, path: string, body: object): Promise<Told> {
    const { url, token } = this.place();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
    const { id } = (await answer.json()) as { id: string };
    return { status: answer.status, id };
  }
}

import { randomInt } from 'node:crypto';
import { newId } from '#kernel';
import { sealed } from '../../e2e/support/people/entries.js';
import type { Answer, Api } from '../../e2e/support/processes/api.js';
import { type ShownEntry, shownAs } from '../support/own-vault.js';
import { hasLanded, isGivenUp, mayHaveLanded, type Stage } from './stage.js';
import { shoot } from './volley.js';

/** One of several clients that write to a vault at the same time, each to its own entries. */
export class VaultWriter {
  private readonly own = new Map<string, ShownEntry>();
  /** Changes that landed. */
  private landed = 0;

  constructor(
    private readonly stage: Stage,
    private readonly api: Api,
    private readonly turn: number,
  ) {}

  /** The acknowledged entries. */
  get entries(): readonly ShownEntry[] {
    return [...this.own.values()];
  }

  /** Creates, changes and deletes entries. Requests that were given up changed nothing and are not counted. */
  async write(changes: number): Promise<void> {
    for (let change = 0; change < changes; change += 1) {
      const [entry] = this.own.values();
      const kind = randomInt(4);
      if (!entry || kind < 2) await this.create();
      else if (kind === 2) await this.update(entry);
      else await this.remove(entry);
    }
  }

  private async create(): Promise<void> {
    const entry = { id: newId(), ...sealed() };
    const answer = await this.shoot('POST', '/entries', entry);
    await this.become(entry.id, shownAs({ ...entry, revision: 1, generation: 1 }), answer);
  }

  private async update({ id, revision }: ShownEntry): Promise<void> {
    const next = sealed();
    const answer = await this.shoot('PUT', `/entries/${id}`, next, { 'if-match': `"${revision}"` });
    await this.become(id, shownAs({ ...next, id, revision: revision + 1, generation: 1 }), answer);
  }

  private async remove({ id }: ShownEntry): Promise<void> {
    await this.become(id, null, await this.shoot('DELETE', `/entries/${id}`));
  }

  /** Remembers what an entry became, if the change landed. */
  private async become(id: string, next: ShownEntry | null, answer: Answer): Promise<void> {
    if (!(mayHaveLanded(answer) ? await this.shows(id, next) : isDone(answer))) return;
    this.landed += 1;
    if (next) this.own.set(id, next);
    else this.own.delete(id);
  }

  /** Whether the vault shows a change whose answer was lost. Once a later write has landed, it never lands any more. */
  private async shows(id: string, next: ShownEntry | null): Promise<boolean> {
    for (const { landed } = this; this.landed === landed; ) await this.create();
    const { status, body } = await this.api.get(`/entries/${id}`);
    return next ? status === 200 && body.revision === next.revision : status === 404;
  }

  private shoot(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object, headers?: Record<string, string>) {
    return shoot(this.stage, this.turn, { method, path, body, headers, api: this.api });
  }
}

/** True if the change landed, even if it was not recorded in time. Throws on answers that no race or slow machine explains. */
function isDone(answer: Answer): boolean {
  if (hasLanded(answer)) return true;
  if (isGivenUp(answer)) return false;
  throw new Error(`${answer.status} ${answer.text}`);
}

import type { Kdf } from '../crypto/kdf-bounds.js';
import { DatabaseStorage, type TextStorage } from '../session/database-storage.js';
import { exclusively } from '../session/locks.js';

/** The highest revision of each entry id; negative if the entry was deleted at that revision. */
export type SeenLine = Readonly<Record<string, number>>;

/** The states of a vault that were shown before, so that no older state is accepted. */
export interface SeenVault {
  readonly generation: number;
  readonly revision: number;
  /** By generation, since revisions count anew in each. */
  readonly lines: Readonly<Record<string, SeenLine>>;
  /** The generations that a restore on this device replaced. Absent in an older memory: none. */
  readonly left?: readonly number[];
}

/** What a client remembers of an account. None of it is secret. A program that can change it can disable the checks. */
export interface Seen {
  readonly userId: string | null;
  readonly kdf: Kdf | null;
  readonly encryptionSalt: string | null;
  readonly vault: SeenVault;
}

export const NOTHING_SEEN: Seen = {
  userId: null,
  kdf: null,
  encryptionSalt: null,
  vault: { generation: 1, revision: 0, lines: {} },
};

/** Stores the memory by username. It is the only defence against old states: keep it as long as the account. */
export interface SeenStore {
  load(username: string): Promise<Seen>;
  /** Applies `change` to the present memory, atomically. */
  update(username: string, change: (seen: Seen) => Seen): Promise<void>;
}

/** Keeps the memory until the process ends. After that, the first state that a server shows is believed. */
export class MemorySeenStore implements SeenStore {
  private readonly accounts = new Map<string, Seen>();

  async load(username: string): Promise<Seen> {
    return this.accounts.get(username) ?? NOTHING_SEEN;
  }

  async update(username: string, change: (seen: Seen) => Seen): Promise<void> {
    this.accounts.set(username, change(this.accounts.get(username) ?? NOTHING_SEEN));
  }
}

/** Keeps the memory in IndexedDB, or in another storage: over reloads, for all tabs of an origin. */
export class WebSeenStore implements SeenStore {
  constructor(
    private readonly prefix = 'coffer:seen:',
    private readonly storage: TextStorage = new DatabaseStorage(),
  ) {}

  /** Errors: SyntaxError if another program wrote there. To forget silently would disable the checks. */
  async load(username: string): Promise<Seen> {
    const text = await this.storage.getItem(this.prefix + username);
    return text === null ? NOTHING_SEEN : (JSON.parse(text) as Seen);
  }

  update(username: string, change: (seen: Seen) => Seen): Promise<void> {
    return exclusively(this.prefix + username, async () => {
      const seen = change(await this.load(username));
      await this.storage.setItem(this.prefix + username, JSON.stringify(seen));
    });
  }
}

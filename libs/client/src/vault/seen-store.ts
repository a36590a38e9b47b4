import type { Kdf } from '../crypto/kdf-bounds.js';
import { DatabaseStorage, type TextStorage } from '../session/database-storage.js';
import { exclusively } from '../session/locks.js';

/** Highest revision by entry id; negative: seen deleted at that revision. */
export type SeenLine = Readonly<Record<string, number>>;

/** What of a vault was shown before, so that nothing older is taken for present. */
export interface SeenVault {
  readonly generation: number;
  readonly revision: number;
  /** By generation: revisions count anew in the line of each. */
  readonly lines: Readonly<Record<string, SeenLine>>;
}

/** What a client remembers of an account. Nothing of it is secret; whoever can change it can switch the checks off. */
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

/** Where that is kept, by username. It is the only defence against old states: keep it as long as the account. */
export interface SeenStore {
  load(username: string): Promise<Seen>;
  /** Applies `change` to what is there now, with nobody else in between. */
  update(username: string, change: (seen: Seen) => Seen): Promise<void>;
}

/** Forgets with the process: then the first state that a server shows is believed. */
export class MemorySeenStore implements SeenStore {
  private readonly accounts = new Map<string, Seen>();

  async load(username: string): Promise<Seen> {
    return this.accounts.get(username) ?? NOTHING_SEEN;
  }

  async update(username: string, change: (seen: Seen) => Seen): Promise<void> {
    this.accounts.set(username, change(this.accounts.get(username) ?? NOTHING_SEEN));
  }
}

/** In IndexedDB unless another storage is given: over reloads, for all tabs of an origin. */
export class WebSeenStore implements SeenStore {
  constructor(
    private readonly prefix = 'coffer:seen:',
    private readonly storage: TextStorage = new DatabaseStorage(),
  ) {}

  /** Errors: SyntaxError where another program wrote: forgetting silently would switch the checks off. */
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

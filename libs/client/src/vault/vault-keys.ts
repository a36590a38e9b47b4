import type { SecretKey } from '../crypto/password-keys.js';
import type { UserKey } from '../crypto/user-key.js';
import { ServerDistrusted } from '../errors.js';
import type { VaultCalls } from './vault-calls.js';

const FIRST_GENERATION = 1;

/** The keys of a vault's generations: the first one follows from the user key, the others are asked for. */
export class VaultKeys {
  private readonly keys = new Map<number, SecretKey>();

  constructor(
    private readonly userKey: UserKey,
    private readonly userId: string,
    private readonly calls: VaultCalls,
  ) {}

  /** Errors: ServerDistrusted `cannot_open` for a generation whose key the server does not show. */
  async of(generation: number): Promise<SecretKey> {
    if (generation === FIRST_GENERATION) await this.learn(generation, null);
    if (!this.keys.has(generation)) await this.reload();
    const key = this.keys.get(generation);
    if (key === undefined) throw new ServerDistrusted('cannot_open', 'wrapped_key');
    return key;
  }

  /** Asks for the keys of the present generation and the one before, and opens them. */
  private async reload(): Promise<void> {
    const { generation, wrappedKey, previous } = await this.calls.generations();
    await this.learn(generation, wrappedKey);
    if (previous !== null) await this.learn(previous.generation, previous.wrappedKey);
  }

  private async learn(generation: number, wrappedKey: string | null): Promise<void> {
    if (this.keys.has(generation)) return;
    this.keys.set(generation, await this.userKey.vaultKey(this.userId, generation, wrappedKey));
  }
}

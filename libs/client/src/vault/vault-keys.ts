import type { SecretKey } from '../crypto/password-keys.js';
import type { UserKey } from '../crypto/user-key.js';
import { ServerDistrusted } from '../errors.js';
import type { VaultCalls } from './vault-calls.js';

const FIRST_GENERATION = 1;

/** The keys of a vault's generations. The first is derived from the user key; the others come wrapped from the server. */
export class VaultKeys {
  private readonly keys = new Map<number, SecretKey>();

  constructor(
    private readonly userKey: UserKey,
    private readonly userId: string,
    private readonly calls: VaultCalls,
  ) {}

  /** Errors: ServerDistrusted `cannot_open` for a generation without a key from the server. */
  async of(generation: number): Promise<SecretKey> {
    if (generation === FIRST_GENERATION) await this.learn(generation, null);
    if (!this.keys.has(generation)) await this.reload();
    const key = this.keys.get(generation);
    if (key === undefined) throw new ServerDistrusted('cannot_open', 'wrapped_key');
    return key;
  }

  /** Reads and opens the keys of the current and the previous generation. */
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

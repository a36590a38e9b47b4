import type { VaultConfig } from '#config';
import { VaultKeyring } from '#keyring-vault';
import type { VaultAdmin, VaultPlace } from '#keyring-vault/testing';
import type { KeyringUnderTest, WrapPlace } from './key-management.contract.js';
import type { SigningUnderTest } from './signing.contract.js';

/** A keyring in a place of its own on a real Vault, and ways around it to its records. */
export class VaultUnderTest implements KeyringUnderTest, SigningUnderTest {
  private readonly others: VaultKeyring[] = [];

  private constructor(
    readonly admin: VaultAdmin,
    readonly place: VaultPlace,
    readonly config: VaultConfig,
    public keyring: VaultKeyring,
  ) {}

  static async open(admin: VaultAdmin, mode: VaultConfig['mode'], by: 'token' | 'approle'): Promise<VaultUnderTest> {
    const place = await admin.newPlace(mode);
    const config = place.config(by === 'token' ? { token: await place.token() } : await place.appRole());
    return new VaultUnderTest(admin, place, config, await VaultKeyring.open(config));
  }

  async reopen(): Promise<void> {
    await this.keyring.close();
    this.keyring = await VaultKeyring.open(this.config);
  }

  async another(): Promise<VaultKeyring> {
    const other = await VaultKeyring.open(this.config);
    this.others.push(other);
    return other;
  }

  recordPath(ring: string, part: 'data' | 'metadata' = 'data'): string {
    if (ring === 'secrets') return `${this.place.kvMount}/${part}/secret_keys`;
    return `${this.place.kvMount}/${part}/user_keys/${ring.slice('user:'.length)}`;
  }

  async storedWrap({ ring, version }: WrapPlace): Promise<string> {
    const { data } = await this.admin.must('GET', this.recordPath(ring));
    return data.data.versions[version - 1].wrap;
  }

  async swapWraps(a: WrapPlace, b: WrapPlace): Promise<void> {
    const [ofA, ofB] = [await this.storedWrap(a), await this.storedWrap(b)];
    await this.putWrap(a, ofB);
    await this.putWrap(b, ofA);
  }

  /** The last character is padding or carries bits that decoding drops: the one in the middle of the text is changed. */
  async tamper(place: WrapPlace): Promise<void> {
    const stored = await this.storedWrap(place);
    const at = Math.floor(stored.length / 2);
    await this.putWrap(place, stored.slice(0, at) + (stored[at] === 'A' ? 'B' : 'A') + stored.slice(at + 1));
  }

  get node(): VaultKeyring {
    return this.keyring;
  }

  async damageHead(text: string): Promise<void> {
    const path = `${this.place.kvMount}/data/audit_head`;
    const { data } = await this.admin.must('GET', path);
    const damaged = text.endsWith('}') ? JSON.parse(text) : { text };
    await this.admin.must('POST', path, { options: { cas: data.metadata.version }, data: damaged });
  }

  async close(): Promise<void> {
    for (const keyring of [this.keyring, ...this.others]) await keyring.close();
    await this.place.remove();
  }

  private async putWrap({ ring, version }: WrapPlace, wrap: string): Promise<void> {
    const { data } = await this.admin.must('GET', this.recordPath(ring));
    data.data.versions[version - 1].wrap = wrap;
    await this.admin.must('POST', this.recordPath(ring), {
      options: { cas: data.metadata.version },
      data: data.data,
    });
  }
}

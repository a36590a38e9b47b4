import type { VaultConfig } from '#config';
import { VaultKeyring } from '#keyring-vault';
import type { VaultAdmin, VaultPlace } from '../factories/vault-admin.js';
import type { KeyringUnderTest, WrapPlace } from './key-management.contract.js';

/** A keyring in a place of its own on a real Vault, and ways around it to its records. */
export class VaultUnderTest implements KeyringUnderTest {
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

  recordPath(ring: string, part: 'data' | 'metadata' = 'data'): string {
    return `${this.place.kvMount}/${part}/user_keys/${ring.slice('user:'.length)}`;
  }

  async swapWraps(a: WrapPlace, b: WrapPlace): Promise<void> {
    const [ofA, ofB] = [await this.wrapAt(a), await this.wrapAt(b)];
    await this.putWrap(a, ofB);
    await this.putWrap(b, ofA);
  }

  async close(): Promise<void> {
    await this.keyring.close();
    await this.place.remove();
  }

  private async wrapAt({ ring, version }: WrapPlace): Promise<string> {
    const { data } = await this.admin.must('GET', this.recordPath(ring));
    return data.data.versions[version - 1].wrap;
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

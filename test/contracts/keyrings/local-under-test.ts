import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LocalKeyring } from '#keyring-local';
import { QUICK_COSTS } from '#keyring-local/testing';
import type { KeyringUnderTest, WrapPlace } from './key-management.contract.js';
import type { SigningUnderTest } from './signing.contract.js';

/** A keyring in a folder of its own, and ways around it to its files. */
export class LocalUnderTest implements KeyringUnderTest, SigningUnderTest {
  private constructor(
    readonly dir: string,
    private readonly passphrase: string | null,
    public keyring: LocalKeyring,
  ) {}

  static async open(passphrase: string | null = null): Promise<LocalUnderTest> {
    const dir = join(await mkdtemp(join(tmpdir(), 'coffer-keyring-')), 'keyring');
    return new LocalUnderTest(dir, passphrase, await LocalKeyring.open({ dir, passphrase, costs: QUICK_COSTS }));
  }

  async reopen(): Promise<void> {
    await this.keyring.close();
    this.keyring = await LocalKeyring.open({ dir: this.dir, passphrase: this.passphrase, costs: QUICK_COSTS });
  }

  /** One process holds the keyring alone. */
  async another(): Promise<LocalKeyring> {
    return this.keyring;
  }

  async swapWraps(a: WrapPlace, b: WrapPlace): Promise<void> {
    const [ofA, ofB] = [await this.storedWrap(a), await this.storedWrap(b)];
    await this.putWrap(a, ofB);
    await this.putWrap(b, ofA);
  }

  /** In hexadecimal. */
  storedWrap({ ring, version }: WrapPlace): Promise<string> {
    return this.below((database) => {
      const found = database.prepare('SELECT hex(wrap) AS wrap FROM wraps WHERE ring = ? AND version = ?');
      return String(found.get(ring, version)?.wrap);
    });
  }

  async tamper(place: WrapPlace): Promise<void> {
    const stored = await this.storedWrap(place);
    await this.putWrap(place, stored.slice(0, -1) + (stored.endsWith('0') ? '1' : '0'));
  }

  private async putWrap({ ring, version }: WrapPlace, wrap: string): Promise<void> {
    await this.below((database) =>
      database
        .prepare('UPDATE wraps SET wrap = ? WHERE ring = ? AND version = ?')
        .run(Buffer.from(wrap, 'hex'), ring, version),
    );
  }

  /** Every wrap that the database holds. */
  everyWrap(): Promise<Buffer[]> {
    return this.below((database) =>
      database
        .prepare('SELECT wrap FROM wraps')
        .all()
        .map(({ wrap }) => Buffer.from(wrap as Uint8Array)),
    );
  }

  /** Works on the closed keyring's database. */
  async below<T>(work: (database: DatabaseSync) => T): Promise<T> {
    await this.keyring.close();
    const database = new DatabaseSync(join(this.dir, 'keyring.db'));
    try {
      return work(database);
    } finally {
      database.close();
      await this.reopen();
    }
  }

  get node(): LocalKeyring {
    return this.keyring;
  }

  damageHead(text: string): Promise<void> {
    return this.below((database) => void database.prepare('UPDATE signing_head SET head = ?').run(text));
  }

  async close(): Promise<void> {
    await this.keyring.close();
    await rm(join(this.dir, '..'), { recursive: true, force: true });
  }

  /** Everything that the folder holds, for looking below the port. The keyring must be closed. */
  async everyByte(): Promise<Buffer> {
    const names = await readdir(this.dir);
    return Buffer.concat(await Promise.all(names.map((name) => readFile(join(this.dir, name)))));
  }
}

import { Injectable } from '@nestjs/common';
import type { ImportedHash, NewHash, User } from '../../domain/accounts/user.js';
import { type ImportedFields, requireImportedBcrypt } from '../../domain/imports/imported-fields.js';
import { bcryptInputOf, type ImportedBcrypt } from '../../domain/imports/imported-hash.js';
import type { GivenCredential } from '../../domain/passwords/credential.js';
import { bcryptWayOf, unusedSetting } from '../../domain/passwords/hash-way.js';
import { normalizedPassword } from '../../domain/passwords/password-policy.js';
import { ImportedHasher } from '../../ports/imported-hasher.js';
import { PasswordSettings } from '../../ports/password.settings.js';
import { type HashOrigin, PasswordHasher } from '../../ports/password-hasher.js';
import { HashingWays, type Ways } from './hashing-ways.js';

/** Verifies and hashes passwords, login secrets, and passwords that another system has hashed. */
@Injectable()
export class Credentials {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly imported: ImportedHasher,
    private readonly ways: HashingWays,
    private readonly settings: PasswordSettings,
  ) {}

  /**
   * Whether `given` is the credential of `user`. It costs the same in every case: also for an unknown user (null),
   * another kind of credential, a wrong one, an account without a hash, and hashes of other costs [R13]. Throws `busy` if too many wait [R7], and if
   * a hash could not be computed. `origin`: null if the caller has proved who it is.
   */
  async verify(user: User | null, given: GivenCredential, origin: HashOrigin | null = null): Promise<boolean> {
    const ways = this.ways.of(user);
    let isRight = false;
    // Every form is tried in any case: otherwise the time would tell which form was right.
    for (const text of formsOf(given, ways)) {
      const matches = await this.matches(user, { ...given, text }, ways, origin);
      isRight ||= matches;
    }
    return isRight;
  }

  /** Hashes with the current costs and pepper. The caller has checked the credential before. `origin`: as in verify. */
  hash({ kind, text }: GivenCredential, origin: HashOrigin | null = null): Promise<NewHash> {
    return this.hasher.hash(text, kind, origin);
  }

  /** Reads how another system hashed a password. Throws `validation_failed` with every wrong field. */
  readImported(given: ImportedFields): ImportedBcrypt {
    return requireImportedBcrypt(given, this.settings.importPepper !== null);
  }

  /** The `passwordHash` of an imported account, until its first login. */
  hashImported({ bcrypt }: ImportedBcrypt): Promise<NewHash> {
    return this.hasher.hash(bcrypt, 'bcrypt', null);
  }

  /** Whether the hash should be replaced at a login: costs or pepper have risen, or the hash was imported [R6]. */
  isOutdated(user: User): boolean {
    const hash = hashOf(user);
    return hash !== null && (user.importedHash !== null || this.hasher.isOutdated(hash));
  }

  private async matches(user: User | null, { kind, text }: GivenCredential, ways: Ways, origin: HashOrigin | null) {
    const isItsKind = user?.credential === kind;
    const hash = isItsKind ? hashOf(user) : null;
    const imported = isItsKind ? user.importedHash : null;
    const bcrypt = await this.bcryptOf(text, imported, ways.bcrypt, origin);
    if (!imported) return this.hasher.verify(hash, text, kind, origin, ways.argon2);
    return this.hasher.verify(bcrypt === null ? null : hash, bcrypt ?? text, 'bcrypt', origin, ways.argon2);
  }

  /**
   * The bcrypt string of `password` for an imported hash. Spends one bcrypt of each cost in `ways`, also without an
   * imported hash [R13]. Null: there is none, or it needs a pepper that is not configured.
   */
  private async bcryptOf(
    password: string,
    imported: ImportedHash | null,
    ways: readonly string[],
    origin: HashOrigin | null,
  ): Promise<string | null> {
    const input = imported && bcryptInputOf(password, imported, this.settings.importPepper);
    const own = imported && input !== null ? bcryptWayOf(imported.setting) : null;
    let bcrypt: string | null = null;
    for (const way of ways) {
      const setting = imported && way === own ? imported.setting : unusedSetting(way);
      const hashed = await this.imported.hash(setting, input ?? password, origin);
      if (way === own) bcrypt = hashed;
    }
    return bcrypt;
  }
}

/**
 * The forms of a password that an imported hash may be of: as it was typed, then NFC. The other system may have hashed
 * either of them. The number depends on the typed text alone, as long as some account has an imported hash [R13].
 */
function formsOf({ kind, text }: GivenCredential, { bcrypt }: Ways): readonly string[] {
  const normalized = normalizedPassword(text);
  return kind === 'login_secret' || bcrypt.length === 0 || text === normalized ? [text] : [text, normalized];
}

function hashOf({ passwordHash, pepperVersion }: User): NewHash | null {
  return passwordHash === null ? null : { phc: passwordHash, pepperVersion };
}

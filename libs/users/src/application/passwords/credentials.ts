import { Injectable } from '@nestjs/common';
import type { ImportedHash, NewHash, User } from '../../domain/accounts/user.js';
import { bcryptInputOf, type ImportedBcrypt } from '../../domain/imports/imported-hash.js';
import type { GivenCredential } from '../../domain/passwords/credential.js';
import { ImportedHasher } from '../../ports/imported-hasher.js';
import { PasswordSettings } from '../../ports/password.settings.js';
import { type HashOrigin, PasswordHasher } from '../../ports/password-hasher.js';

/** Verifies and hashes passwords, login secrets, and passwords that another system has hashed. */
@Injectable()
export class Credentials {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly imported: ImportedHasher,
    private readonly settings: PasswordSettings,
  ) {}

  /**
   * Whether `given` is the credential of `user`. It costs one verification in every case: also for an unknown user (null),
   * another kind of credential, a wrong one, or an account without a hash [R13]. Throws `busy` if too many wait [R7], and if
   * a hash could not be computed. `origin`: null if the caller has proved who it is.
   */
  async verify(user: User | null, given: GivenCredential, origin: HashOrigin | null = null): Promise<boolean> {
    const isItsKind = user?.credential === given.kind;
    const hash = isItsKind ? hashOf(user) : null;
    if (!isItsKind || !user.importedHash) return this.hasher.verify(hash, given.text, given.kind, origin);
    const bcrypt = await this.bcryptOf(given.text, user.importedHash, origin);
    return this.hasher.verify(bcrypt === null ? null : hash, bcrypt ?? given.text, 'bcrypt', origin);
  }

  /** Hashes with the current costs and pepper. The caller has checked the credential before. `origin`: as in verify. */
  hash({ kind, text }: GivenCredential, origin: HashOrigin | null = null): Promise<NewHash> {
    return this.hasher.hash(text, kind, origin);
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

  /** Null if the import needs a pepper that is not configured: the password can then not be verified. */
  private async bcryptOf(password: string, imported: ImportedHash, origin: HashOrigin | null): Promise<string | null> {
    const input = bcryptInputOf(password, imported, this.settings.importPepper);
    return input === null ? null : this.imported.hash(imported.setting, input, origin);
  }
}

function hashOf({ passwordHash, pepperVersion }: User): NewHash | null {
  return passwordHash === null ? null : { phc: passwordHash, pepperVersion };
}

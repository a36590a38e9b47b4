import { Injectable } from '@nestjs/common';
import type { ImportedHash, NewHash, User } from '../../domain/accounts/user.js';
import { bcryptInputOf, type ImportedBcrypt } from '../../domain/imports/imported-hash.js';
import type { GivenCredential } from '../../domain/passwords/credential.js';
import { ImportedHasher } from '../../ports/imported-hasher.js';
import { PasswordSettings } from '../../ports/password.settings.js';
import { PasswordHasher } from '../../ports/password-hasher.js';

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
   * another kind of credential, a wrong one, or an account without a hash [R13]. Throws `busy` if too many wait [R7].
   */
  async verify(user: User | null, given: GivenCredential): Promise<boolean> {
    const isItsKind = user?.credential === given.kind;
    const hash = isItsKind ? hashOf(user) : null;
    if (!isItsKind || !user.importedHash) return this.hasher.verify(hash, given.text, given.kind);
    const bcrypt = await this.bcryptOf(given.text, user.importedHash);
    return this.hasher.verify(bcrypt === null ? null : hash, bcrypt ?? given.text, 'bcrypt');
  }

  /** Hashes with the current costs and pepper. The caller has checked the credential before. */
  hash({ kind, text }: GivenCredential): Promise<NewHash> {
    return this.hasher.hash(text, kind);
  }

  /** The `passwordHash` of an imported account, until its first login. */
  hashImported({ bcrypt }: ImportedBcrypt): Promise<NewHash> {
    return this.hasher.hash(bcrypt, 'bcrypt');
  }

  /** Whether the hash should be replaced at a login: costs or pepper have risen, or the hash was imported [R6]. */
  isOutdated(user: User): boolean {
    const hash = hashOf(user);
    return hash !== null && (user.importedHash !== null || this.hasher.isOutdated(hash));
  }

  /** Null if the import needs a pepper that is not configured: the password can then not be verified. */
  private async bcryptOf(password: string, imported: ImportedHash): Promise<string | null> {
    const input = bcryptInputOf(password, imported, this.settings.importPepper);
    return input === null ? null : this.imported.hash(imported.setting, input);
  }
}

function hashOf({ passwordHash, pepperVersion }: User): NewHash | null {
  return passwordHash === null ? null : { phc: passwordHash, pepperVersion };
}

import { Injectable } from '@nestjs/common';
import type { ImportedHash, NewHash, User } from '../../domain/accounts/user.js';
import { bcryptInputOf, type ImportedBcrypt } from '../../domain/imports/imported-hash.js';
import type { GivenCredential } from '../../domain/passwords/credential.js';
import { ImportedHasher } from '../../ports/imported-hasher.js';
import { PasswordHasher } from '../../ports/password-hasher.js';
import { PasswordSettings } from '../../ports/password-settings.js';

/** Verifies and hashes what opens an account: passwords, login secrets, and passwords that another system hashed. */
@Injectable()
export class Credentials {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly imported: ImportedHasher,
    private readonly settings: PasswordSettings,
  ) {}

  /**
   * Whether `given` opens `user`. The work of one verification whatever is wrong: an unknown user (null), another kind of
   * credential than the account has, a wrong one, an account that nothing opens [R13]. `busy` when too many wait [R7].
   */
  async verify(user: User | null, given: GivenCredential): Promise<boolean> {
    const isItsKind = user?.credential === given.kind;
    const hash = isItsKind ? hashOf(user) : null;
    if (!isItsKind || !user.importedHash) return this.hasher.verify(hash, given.text, given.kind);
    const bcrypt = await this.bcryptOf(given.text, user.importedHash);
    return this.hasher.verify(bcrypt === null ? null : hash, bcrypt ?? given.text, 'bcrypt');
  }

  /** Under today's costs and pepper. Of what was checked before. */
  hash({ kind, text }: GivenCredential): Promise<NewHash> {
    return this.hasher.hash(text, kind);
  }

  /** What an imported account's `passwordHash` is, until its first login. */
  hashImported({ bcrypt }: ImportedBcrypt): Promise<NewHash> {
    return this.hasher.hash(bcrypt, 'bcrypt');
  }

  /** Whether the account's hash should be made anew now that its credential is known: risen costs or pepper, imported [R6]. */
  isOutdated(user: User): boolean {
    const hash = hashOf(user);
    return hash !== null && (user.importedHash !== null || this.hasher.isOutdated(hash));
  }

  /** Null where the pepper of the system that it comes from is not here: then nothing verifies it. */
  private async bcryptOf(password: string, imported: ImportedHash): Promise<string | null> {
    const input = bcryptInputOf(password, imported, this.settings.importPepper);
    return input === null ? null : this.imported.hash(imported.setting, input);
  }
}

function hashOf({ passwordHash, pepperVersion }: User): NewHash | null {
  return passwordHash === null ? null : { phc: passwordHash, pepperVersion };
}

import { BreachedPasswords } from '../../ports/breached-passwords.js';

/** The operator has no list. */
export class NoBreachedPasswords extends BreachedPasswords {
  override async includes(): Promise<boolean> {
    return false;
  }
}

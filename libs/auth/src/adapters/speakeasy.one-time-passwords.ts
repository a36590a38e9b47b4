import speakeasy from 'speakeasy';
import { OneTimePasswords } from '../ports/one-time-passwords.js';

/**
 * Uses speakeasy only to compute the code of a counter. Its verification is not used: it accepts numbers, spaces and
 * replays [R17] [R18].
 */
export class SpeakeasyOneTimePasswords extends OneTimePasswords {
  codeAt(seed: Buffer, counter: number): string {
    // The types of speakeasy demand text. With an explicit encoding the library does not guess one.
    return speakeasy.hotp({ secret: seed.toString('hex'), encoding: 'hex', counter, digits: 6, algorithm: 'sha1' });
  }
}

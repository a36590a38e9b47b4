import speakeasy from 'speakeasy';
import { OneTimePasswords } from '../ports/one-time-passwords.js';

/** speakeasy makes the code of a counter and nothing else: it verifies numbers, spaces and replays as well [R17] [R18]. */
export class SpeakeasyOneTimePasswords extends OneTimePasswords {
  codeAt(seed: Buffer, counter: number): string {
    // Its types want text; its code takes a Buffer as it is, and text only after guessing at an encoding.
    return speakeasy.hotp({ secret: seed.toString('hex'), encoding: 'hex', counter, digits: 6, algorithm: 'sha1' });
  }
}

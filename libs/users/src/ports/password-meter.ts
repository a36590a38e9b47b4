/** Estimates how many guesses an attacker needs who knows words, keyboards, sequences, repeats and dates. */
export abstract class PasswordMeter {
  /**
   * 0 to 4: fewer than 10^3, 10^6, 10^8 or 10^10 guesses, or more. `password`: NFC. `known`: words that the attacker
   * tries first. The time is bounded, however long the password is.
   */
  abstract scoreOf(password: string, known: readonly string[]): Promise<number>;
}

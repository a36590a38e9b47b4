import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { PasswordMeter } from '../../ports/password-meter.js';

/**
 * Characters of each end of a password that are looked at. The time grows faster than the length: 32 characters take
 * about 10 ms, 256 take more than a second.
 */
const LOOKED_AT = 32;
/** Substitutions of leet signs that are tried. The default of 512 takes 5 times as long and finds hardly more. */
const LEET_TRIED = 64;

/**
 * The matchers of zxcvbn-ts (Wheeler 2016): dictionaries, reversed and in leet, keyboards, sequences, repeats, dates.
 * They are loaded with the first chosen password: that takes 0.3 s and 10 MiB beside the list of common passwords.
 */
export class ZxcvbnPasswordMeter extends PasswordMeter {
  private meter: Promise<ZxcvbnFactory> | null = null;

  override async scoreOf(password: string, known: readonly string[]): Promise<number> {
    this.meter ??= loadMeter();
    const meter = await this.meter;
    const characters = [...password];
    const ends = new Set([characters.slice(0, LOOKED_AT), characters.slice(-LOOKED_AT)].map((end) => end.join('')));
    // A whole password never takes fewer guesses than a part of it.
    return Math.max(...[...ends].map((end) => meter.check(end, [...known]).score));
  }
}

async function loadMeter(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, l33tMaxSubstitutions: LEET_TRIED });
}

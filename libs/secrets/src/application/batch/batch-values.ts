import { Injectable } from '@nestjs/common';
import { type Caller, Clock, jsonBytes, type Plaintext, type Sealed } from '#kernel';
import { SECRETS_RING, Sealing } from '#keys';
import { BATCH_ANSWER_BYTES, BATCH_VALUE_BYTES, tooLarge } from '../../domain/batch.js';
import type { Secret } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';
import { sealContext } from '../versions/seal-context.js';

/** Secrets that are read from the store at once. Only they are in memory before the caller's share of it pays for them. */
const READ_AT_ONCE = 16;
/** A value is in memory as a text, and in the answer. */
const COPIES = 2;
/** What one value adds to the JSON of an answer, at most, beside itself: the id, the path and the names of the fields. */
const BYTES_BESIDE = 512;

/** Those of the secrets at some paths that may be opened, in the order of the paths. */
type Decide = (paths: readonly string[], heads: ReadonlyMap<string, Secret>) => Promise<readonly Secret[]>;

const TOO_LARGE =
  'Together, the values are more than one answer holds: 7 MiB of values, and 8 MiB as JSON. Ask for fewer at a time.';

/**
 * Reads and opens many secrets within bounds: reads take few at a time, the caller's share of memory pays before
 * anything is opened, and other work of the event loop comes between.
 */
@Injectable()
export class BatchValues {
  constructor(
    private readonly store: SecretStore,
    private readonly sealing: Sealing,
    private readonly clock: Clock,
  ) {}

  /**
   * Reads the live secrets at these paths. `decide` says which of those that were read may be opened. Only these are kept
   * and paid for: what the caller may not see must not show in what is left of its share. Errors: `answer_too_large`;
   * `rate_limited` or `busy` for memory.
   */
  async heads(caller: Caller, paths: readonly string[], decide: Decide): Promise<Secret[]> {
    const kept: Secret[] = [];
    let bytes = 0;
    for (let at = 0; at < paths.length; at += READ_AT_ONCE) {
      const some = paths.slice(at, at + READ_AT_ONCE);
      const read = await this.store.findByPaths(some);
      const allowed = await decide(some, new Map(read.map(({ value }) => [value.path, value])));
      const more = allowed.reduce((sum, { current }) => sum + valueBytes(current), 0);
      bytes += more;
      if (bytes > BATCH_VALUE_BYTES) throw tooLarge(TOO_LARGE);
      caller.request.reserve?.(more * COPIES);
      kept.push(...allowed);
    }
    return kept;
  }

  /** The current values, in the same order. Errors: `answer_too_large`, `keyring_unavailable`, `key_missing`. */
  async open(secrets: readonly Secret[]): Promise<Plaintext[]> {
    const values: Plaintext[] = [];
    let bytes = 0;
    for (const secret of secrets) {
      await this.clock.giveWay();
      const opened = this.sealing.open(SECRETS_RING, sealContext(secret, secret.version), secret.current);
      const value = typeof opened === 'string' ? opened : await opened;
      bytes += BYTES_BESIDE + jsonBytes(value);
      if (bytes > BATCH_ANSWER_BYTES) throw tooLarge(TOO_LARGE);
      values.push(value);
    }
    return values;
  }
}

/** The bytes of the value, or a few more. A sealed value is base64. */
function valueBytes(sealed: Sealed): number {
  return Math.floor((sealed.length * 3) / 4);
}

import { createHmac, randomBytes } from 'node:crypto';
import { argon2id, hash, needsRehash, verify } from 'argon2';
import type { Roots } from '#kernel';
import { normalizedPassword } from '../domain/passwords/password-policy.js';
import type { PasswordSettings } from '../ports/password.settings.js';
import { type HashedKind, type PasswordHash, PasswordHasher } from '../ports/password-hasher.js';
import { WorkQueue } from './work-queue.js';

/** Hashes that run at once. It bounds the memory to this many times the configured cost [R7]. */
const CONCURRENT = 2;
const QUEUED = 64;
const RETRY_AFTER_SECONDS = 2;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * Argon2id of base64(HMAC-SHA-256(pepper, kind || 0 || NFC text)). Because of the HMAC, a password of any length counts
 * whole [R2], a copy of the database alone cannot verify a guess [R5], and a hash of one kind matches no other kind (no
 * kind contains a zero byte).
 */
export class Argon2PasswordHasher extends PasswordHasher {
  private readonly queue = new WorkQueue(CONCURRENT, QUEUED, RETRY_AFTER_SECONDS);
  private readonly costs: { memoryCost: number; timeCost: number; parallelism: number };
  /** A hash that no password matches. Verifying it costs as much as a new hash. */
  private readonly dummy: string;

  constructor(
    private readonly roots: Roots,
    { memoryKib, iterations, parallelism }: Pick<PasswordSettings, 'memoryKib' | 'iterations' | 'parallelism'>,
  ) {
    super();
    this.costs = { memoryCost: memoryKib, timeCost: iterations, parallelism };
    const random = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');
    this.dummy = `$argon2id$v=19$m=${memoryKib},t=${iterations},p=${parallelism}$${random(SALT_BYTES)}$${random(HASH_BYTES)}`;
  }

  async hash(text: string, kind: HashedKind): Promise<PasswordHash> {
    const pepper = this.newestPepper();
    const input = peppered(pepper.key, kind, text);
    const phc = await this.queue.run(() =>
      hash(input, { ...this.costs, type: argon2id, salt: randomBytes(SALT_BYTES), hashLength: HASH_BYTES }),
    );
    return { phc, pepperVersion: pepper.version };
  }

  async verify(stored: PasswordHash | null, text: string, kind: HashedKind): Promise<boolean> {
    const pepper = this.roots.peppers.find(({ version }) => version === stored?.pepperVersion);
    const known = stored !== null && pepper !== undefined;
    const input = peppered((pepper ?? this.newestPepper()).key, kind, text);
    const matches = await this.queue.run(() => verify(known ? stored.phc : this.dummy, input));
    return known && matches;
  }

  isOutdated({ phc, pepperVersion }: PasswordHash): boolean {
    return pepperVersion < this.newestPepper().version || needsRehash(phc, this.costs);
  }

  private newestPepper(): Roots['peppers'][number] {
    const newest = this.roots.peppers[0];
    if (!newest) throw new Error('no pepper');
    return newest;
  }
}

function peppered(pepper: Roots['peppers'][number]['key'], kind: HashedKind, text: string): string {
  return createHmac('sha256', pepper)
    .update(`${kind}\0${normalizedPassword(text)}`, 'utf8')
    .digest('base64');
}

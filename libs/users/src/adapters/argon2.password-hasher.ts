import { createHmac, randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import type { Roots } from '#kernel';
import { argon2WayOf } from '../domain/passwords/hash-way.js';
import { normalizedPassword } from '../domain/passwords/password-policy.js';
import type { PasswordSettings } from '../ports/password.settings.js';
import { type HashedKind, type HashOrigin, type PasswordHash, PasswordHasher } from '../ports/password-hasher.js';
import { WorkQueue } from './queue/work-queue.js';

/** Hashes that run at once bound the memory to so many times the configured cost [R7]. */
const LIMITS = { running: 2, waiting: 64, retryAfterSeconds: 2 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * Argon2id of base64(HMAC-SHA-256(pepper, kind || 0 || NFC text)). Because of the HMAC, a password of any length counts
 * whole [R2], a copy of the database alone cannot verify a guess [R5], and a hash of one kind matches no other kind (no
 * kind contains a zero byte).
 */
export class Argon2PasswordHasher extends PasswordHasher {
  private readonly queue: WorkQueue;
  private readonly costs: { memoryCost: number; timeCost: number; parallelism: number };
  private readonly presentWay: string;
  /** By costs: a hash that no password matches. Verifying it takes as long as a real one. */
  private readonly dummies = new Map<string, string>();

  constructor(
    private readonly roots: Roots,
    { memoryKib, iterations, parallelism }: Pick<PasswordSettings, 'memoryKib' | 'iterations' | 'parallelism'>,
    onDefect?: (cause: unknown) => void,
  ) {
    super();
    this.queue = new WorkQueue(LIMITS, onDefect);
    this.costs = { memoryCost: memoryKib, timeCost: iterations, parallelism };
    this.presentWay = `m=${memoryKib},t=${iterations},p=${parallelism}`;
  }

  async hash(text: string, kind: HashedKind, origin: HashOrigin | null = null): Promise<PasswordHash> {
    const pepper = this.newestPepper();
    const input = peppered(pepper.key, kind, text);
    const own = { type: argon2.argon2id, salt: randomBytes(SALT_BYTES), hashLength: HASH_BYTES } as const;
    const phc = await this.queue.run(() => argon2.hash(input, { ...this.costs, ...own }), origin);
    return { phc, pepperVersion: pepper.version };
  }

  async verify(
    stored: PasswordHash | null,
    text: string,
    kind: HashedKind,
    origin: HashOrigin | null = null,
    ways: readonly string[] = [],
  ): Promise<boolean> {
    const pepper = this.roots.peppers.find(({ version }) => version === stored?.pepperVersion);
    const known = stored !== null && pepper !== undefined;
    const input = peppered((pepper ?? this.newestPepper()).key, kind, text);
    const own = known ? (argon2WayOf(stored.phc) ?? this.presentWay) : null;
    const spent = new Set([this.presentWay, ...ways, ...(own === null ? [] : [own])]);
    return this.queue.run(async () => {
      let isRight = false;
      for (const way of [...spent].sort()) {
        const matches = await argon2.verify(known && way === own ? stored.phc : this.dummyOf(way), input);
        isRight ||= matches && way === own;
      }
      return isRight;
    }, origin);
  }

  isOutdated({ phc, pepperVersion }: PasswordHash): boolean {
    return pepperVersion < this.newestPepper().version || argon2.needsRehash(phc, this.costs);
  }

  private dummyOf(way: string): string {
    const random = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');
    const dummy = this.dummies.get(way) ?? `$argon2id$v=19$${way}$${random(SALT_BYTES)}$${random(HASH_BYTES)}`;
    this.dummies.set(way, dummy);
    return dummy;
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

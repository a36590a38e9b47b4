import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Caller, invalidField, Roots } from '#kernel';
import { type Page, type PageQuery, pageLimit } from './pages.js';

const NONCE = 12;
const TAG = 16;
/** A place is padded to this many bytes (a path of 256 and an id fit): its length would tell of a hidden path's. */
const PADDED = 384;

/** A part of a list, as a service returns it. The next part begins after the place `next`; null at the end. */
export interface ListPart<T, P> {
  readonly items: readonly T[];
  readonly next: P | null;
}

/**
 * List cursors: opaque, encrypted and authenticated (AES-256-GCM, NIST SP 800-38D), bound to the caller and to the
 * query they continue, so that one cannot be read, altered, lent or used with another filter.
 */
@Injectable()
export class CursorCodec {
  constructor(private readonly roots: Roots) {}

  /** `query` is everything but `cursor` and `limit`; `place` is what the service needs to go on. */
  encode(caller: Caller, route: string, query: object, place: unknown): string {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.roots.derive('cursor'), nonce, { authTagLength: TAG });
    cipher.setAAD(binding(caller, route, query));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(place).padEnd(PADDED), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /** The place of {@link encode}, or null without a cursor; 400 for one that is not of this caller and query. */
  decode<P>(caller: Caller, route: string, query: object, cursor: string | undefined): P | null {
    if (cursor === undefined) return null;
    try {
      const bytes = Buffer.from(cursor, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', this.roots.derive('cursor'), bytes.subarray(0, NONCE), {
        authTagLength: TAG,
      });
      decipher.setAAD(binding(caller, route, query));
      decipher.setAuthTag(bytes.subarray(-TAG));
      const text = Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]).toString('utf8');
      return JSON.parse(text) as P;
    } catch {
      throw invalidField('cursor', 'cursor', 'cursor must be a next_cursor that you were given for this very query.');
    }
  }

  /**
   * The page that `query` asks for. `read` returns up to `limit` items after a place, `show` turns an item into its
   * answer. 400 for a cursor that is not of this caller and query.
   *
   * @example
   * this.cursors.page(caller, 'roles', query, roleAnswer, (after: string | null, limit) => this.roles.list(after, limit));
   */
  async page<T, A, P>(
    caller: Caller,
    route: string,
    query: PageQuery,
    show: (item: T) => A,
    read: (after: P | null, limit: number) => Promise<ListPart<T, P>>,
  ): Promise<Page<A>> {
    const { items, next } = await read(this.decode<P>(caller, route, query, query.cursor), pageLimit(query));
    return {
      items: items.map(show),
      next_cursor: next === null ? null : this.encode(caller, route, query, next),
    };
  }
}

function binding(caller: Caller, route: string, query: object): Buffer {
  const filters = Object.entries(query)
    .filter(([name, value]) => value !== undefined && name !== 'cursor' && name !== 'limit')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([caller.principal.userId, route, filters]))
    .digest();
}

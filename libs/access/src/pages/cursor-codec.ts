import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Caller, invalidField, Roots } from '#kernel';
import { CURSOR_RULE, NONCE, PADDED, TAG } from './cursor-form.js';
import { type Page, type PageQuery, pageLimit } from './pages.js';

/** A part of a list, as a service returns it. The next part begins after the place `next`; null at the end. */
export interface ListPart<T, P> {
  readonly items: readonly T[];
  readonly next: P | null;
}

/**
 * Encrypts and authenticates list cursors (AES-256-GCM, NIST SP 800-38D). A cursor is bound to its caller and its
 * query: a client cannot read or alter it, and another account or another filter cannot use it.
 */
@Injectable()
export class CursorCodec {
  constructor(private readonly roots: Roots) {}

  /** `query`: the filters of the list. Its `cursor` and `limit` do not count. `place`: where the next page begins. */
  encode(caller: Caller, route: string, query: object, place: unknown): string {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.roots.derive('cursor'), nonce, { authTagLength: TAG });
    cipher.setAAD(binding(caller, route, query));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(place).padEnd(PADDED), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /** The place of {@link encode}. Null without a cursor. 400 if the cursor belongs to another caller or query. */
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
      throw invalidField(CURSOR_RULE.field, CURSOR_RULE.code, `${CURSOR_RULE.message}.`);
    }
  }

  /**
   * The page that `query` asks for. `read` returns at most `limit` items after a place. `show` turns an item into its
   * answer. 400 if the cursor belongs to another caller or query.
   *
   * @example
   * this.cursors.page(caller, 'roles', query, roleAnswer, (after: string | null, limit) => this.roles.list(after,
   * limit));
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

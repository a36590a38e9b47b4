import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, CofferError, type Stored } from '#kernel';
import { Authorizer, type NameScope } from '#policies';
import { intersection, type ListPlace, type PathRange, rangeOfPrefix } from '../../domain/path.js';
import type { SecretSummary } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';
import { ROWS_MAX } from './list-page.js';
import { SECRET } from './secret-lookup.js';

/** The most scans of one list. Behind each folder that a scan ends in, the next one begins. */
const LEVEL_SCANS_MAX = 512;
/** The scans that the route has paid for. The others cost a token for each eight. */
const SCANS_PAID = 40;
const SCANS_A_TOKEN = 8;
const FIRST_BATCH = 8;
const BATCH_MAX = 1_000;

/** One level of paths. */
export interface Level {
  /** Whole levels with `/` at the end, or empty for the first level. */
  readonly prefix: string;
  /** Only names behind this one. Null: from the first. */
  readonly after: string | null;
  /** At most this many names. Null: all of them. */
  readonly limit: number | null;
}

/**
 * Lists the names on one level of paths: those of secrets, and with `/` at the end those of levels below it. Only what the
 * caller may list is seen: a level is named if there is a secret in it that the caller may list.
 */
@Injectable()
export class ListLevel {
  constructor(
    private readonly store: SecretStore,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * In the order of the names. It has no pages: with more to read than one list may, it throws `limit_reached`. Errors
   * also: `validation_failed`; `forbidden` if the caller may list nothing that begins with the prefix.
   */
  async list(caller: Caller, level: Level): Promise<string[]> {
    const whole = rangeOfPrefix(level.prefix);
    const scope = await this.authorizer.scope(caller, 'secret:list');
    const ranges = scope.ranges.flatMap((range) => intersection(range, whole) ?? []);
    if (ranges.length === 0) await this.requireList(caller, level.prefix);
    const walk = new LevelWalk(this.store, this.clock, scope, level);
    try {
      for (const range of ranges) await walk.through(behind(level, range));
    } finally {
      // A list that is refused has read as much as the longest one.
      const beyond = Math.max(0, walk.scans - SCANS_PAID);
      caller.request.cost = (caller.request.cost ?? 0) + Math.ceil(beyond / SCANS_A_TOKEN);
    }
    await this.audit.succeeded(caller.request, caller.principal, { ...LIST, action: 'secret:list' });
    return walk.names;
  }

  /** Who may list nothing below the level may still list a secret that has its name. Such a caller gets an empty list. */
  private requireList(caller: Caller, prefix: string): Promise<void> | void {
    const name = prefix.replace(/\/$/, '');
    return this.authorizer.requireCreation(caller, { ...LIST, permission: 'secret:list', name });
  }
}

const LIST = { resourceType: SECRET, resourceId: null };

class LevelWalk {
  readonly names: string[] = [];
  scans = 0;
  private rows = 0;

  constructor(
    private readonly store: SecretStore,
    private readonly clock: Clock,
    private readonly scope: NameScope,
    private readonly level: Level,
  ) {}

  async through(range: PathRange | null): Promise<void> {
    let left = range;
    let [after, batch]: [ListPlace | null, number] = [null, FIRST_BATCH];
    while (left !== null && !this.isFull) {
      this.requireRoom();
      const found = await this.store.scan('live', left, after, batch);
      this.scans += 1;
      this.rows += found.length;
      const last = await this.take(found);
      if (last === null || found.length < batch) return;
      const folder = this.nameOf(last.path);
      if (folder.endsWith('/') && this.names.at(-1) === folder) {
        [left, after, batch] = [behind({ ...this.level, after: folder }, left), null, FIRST_BATCH];
      } else {
        [after, batch] = [last, Math.min(batch * 2, BATCH_MAX)];
      }
    }
  }

  /** Returns the place of the last row. */
  private async take(found: readonly Stored<SecretSummary>[]): Promise<ListPlace | null> {
    let last: ListPlace | null = null;
    for (const { value } of found) {
      await this.clock.giveWay();
      if (this.isFull) return null;
      last = { path: value.path, id: value.id };
      const name = this.nameOf(value.path);
      if (this.names.at(-1) !== name && this.scope.allows(value.path)) this.names.push(name);
    }
    return last;
  }

  private nameOf(path: string): string {
    const rest = path.slice(this.level.prefix.length);
    const end = rest.indexOf('/');
    return end < 0 ? rest : rest.slice(0, end + 1);
  }

  private get isFull(): boolean {
    return this.level.limit !== null && this.names.length >= this.level.limit;
  }

  private requireRoom(): void {
    if (this.rows < ROWS_MAX && this.scans < LEVEL_SCANS_MAX && !this.scope.isSpent) return;
    throw new CofferError(
      'limit_reached',
      'There is more on this level than one list may read. List a level below it, list parts of it, or use GET /api/v1/secrets, which has pages.',
    );
  }
}

/** What of the range lies behind the name `after` of the level. Null: nothing. */
function behind({ prefix, after }: Level, range: PathRange): PathRange | null {
  if (after === null) return range;
  // Behind a level comes what has the character after `/`. Behind a path comes what goes on, at the earliest with `-`.
  const from = after.endsWith('/') ? `${prefix}${after.slice(0, -1)}0` : `${prefix}${after}-`;
  return intersection(range, { from, to: null });
}

import { Injectable } from '@nestjs/common';
import { type Caller, Clock, type Stored } from '#kernel';
import { Authorizer, type NameScope } from '#policies';
import { tooLarge } from '../../domain/batch.js';
import { ENVIRONMENT_SECRETS_MAX, levelOf } from '../../domain/environment.js';
import { intersection, type ListPlace, type PathRange, rangeOfPrefix } from '../../domain/path.js';
import type { SecretSummary } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';
import { ROWS_MAX } from '../queries/list-page.js';

/** The most scans of one walk: more than there are secrets in an environment, each of which a policy may name. */
const SCANS_MAX = 256;
const READ_AT_ONCE = ENVIRONMENT_SECRETS_MAX + 1;

const TOO_MANY = `More than ${ENVIRONMENT_SECRETS_MAX} secrets are below this prefix. Choose a longer prefix.`;
const TOO_WIDE = 'Too many secrets lie around those that this prefix asks for. Choose a longer prefix.';

/** What one walk has found and read so far. */
interface Walk {
  readonly prefix: string;
  readonly deep: boolean;
  readonly scope: NameScope;
  readonly found: SecretSummary[];
  rows: number;
  scans: number;
}

/** Finds the live secrets below a prefix that the caller may list, within bounds. Reads no values and audits nothing. */
@Injectable()
export class Children {
  constructor(
    private readonly store: SecretStore,
    private readonly authorizer: Authorizer,
    private readonly clock: Clock,
  ) {}

  /** In the order of paths. `deep`: also those below deeper levels. Errors: `answer_too_large`. */
  async below(caller: Caller, prefix: string, deep: boolean): Promise<readonly SecretSummary[]> {
    const scope = await this.authorizer.scope(caller, 'secret:list');
    const walk: Walk = { prefix, deep, scope, found: [], rows: 0, scans: 0 };
    for (const allowed of scope.ranges) {
      await this.clock.giveWay();
      const range = intersection(allowed, rangeOfPrefix(prefix));
      if (range) await this.through(range, walk);
    }
    return walk.found;
  }

  private async through(range: PathRange, walk: Walk): Promise<void> {
    let after: ListPlace | null = null;
    do {
      if (walk.rows >= ROWS_MAX || walk.scans >= SCANS_MAX || walk.scope.isSpent) throw tooLarge(TOO_WIDE);
      const rows: Stored<SecretSummary>[] = await this.store.scan('live', range, after, READ_AT_ONCE);
      walk.scans += 1;
      walk.rows += rows.length;
      for (const { value } of rows) {
        await this.clock.giveWay();
        take(value, walk);
      }
      after = rows.length < READ_AT_ONCE ? null : placeBehind(rows.at(-1)?.value, walk);
    } while (after !== null);
  }
}

function take(secret: SecretSummary, { prefix, deep, scope, found }: Walk): void {
  if (!deep && levelOf(prefix, secret.path) !== null) return;
  if (!scope.allows(secret.path)) return;
  if (found.length >= ENVIRONMENT_SECRETS_MAX) throw tooLarge(TOO_MANY);
  found.push(secret);
}

/** Where to read on. A deeper level that is not asked for is passed over as a whole: `0` follows `/`. */
function placeBehind(last: SecretSummary | undefined, { prefix, deep }: Walk): ListPlace | null {
  if (!last) return null;
  const level = deep ? null : levelOf(prefix, last.path);
  return level === null ? { path: last.path, id: last.id } : { path: `${level}0`, id: '' };
}

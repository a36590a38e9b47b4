import type { Clock } from '#kernel';
import { type Archived, isArchived } from '../../domain/archived.js';
import { checked, type Damage, isDamage } from '../../domain/damage.js';
import type { AuditRecord } from '../../domain/record.js';
import type { AuditAlarm } from '../../ports/audit-alarm.js';
import type { AuditLog } from '../../ports/audit-log.js';
import type { AccountNames } from './account-names.js';
import { AuditWalk, type ExportRange } from './audit-walk.js';

/** The log as it is shown: the oldest first, checked, with the present names of accounts. Gives way to other work. */
export class ShownRecords {
  private readonly walk: AuditWalk;

  constructor(
    log: AuditLog,
    private readonly names: AccountNames,
    private readonly alarm: AuditAlarm,
    private readonly clock: Clock,
  ) {
    this.walk = new AuditWalk(log, clock);
  }

  /** Up to the number `head`. What is missing or altered is told in its place, and to the operator; what is archived, in its place. */
  async *each(range: ExportRange, head: number): AsyncGenerator<AuditRecord | Damage | Archived> {
    const { fromSeq: _fromSeq, toSeq: _toSeq, from: _from, to: _to, ...terms } = range;
    const found = isEverything(terms) ? this.walk.whole(range, head) : this.walk.matching(range, head);
    const named = this.names.naming();
    const report = this.reporting();
    for await (const each of found) {
      await this.clock.giveWay();
      if (isArchived(each)) {
        yield each;
        continue;
      }
      const one = isDamage(each) ? each : checked(each);
      if (isDamage(one)) report(one);
      yield isDamage(one) ? one : await named(one);
    }
  }

  /** Tells the operator of the first damage of a read: it may have thousands. */
  reporting(): (damage: Damage) => void {
    let isTold = false;
    return ({ what }) => {
      if (!isTold) this.alarm.raise(`the audit log is damaged: ${what}`, null);
      isTold = true;
    };
  }
}

/** Whether no term of a filter is given. */
export function isEverything(filter: object): boolean {
  return Object.values(filter).every((term) => term === undefined);
}

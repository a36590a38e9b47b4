import { StoreDamaged } from '#kernel';
import { isLost, type LostIntent, type OpenIntent } from '../../domain/intent.js';
import type { AuditAlarm } from '../../ports/audit-alarm.js';

/** The open intents that this node found damaged when it looked last. They stay open and hold up every archive. */
export class LostIntents {
  private found = 0;
  private told = '';

  constructor(private readonly alarm: AuditAlarm) {}

  /** How many there are. 0 on a node that does not sweep. */
  get count(): number {
    return this.found;
  }

  /** The intents that can be read. Tells the operator of the others, once until there are others. */
  readable(intents: readonly (OpenIntent | LostIntent)[]): readonly OpenIntent[] {
    const [oldest, ...others] = intents.filter(isLost);
    this.found = oldest === undefined ? 0 : others.length + 1;
    if (oldest !== undefined) this.tell(`the audit log is damaged: ${oldest.damage.what} ${whyIn(others.length)}`);
    return intents.filter((intent): intent is OpenIntent => !isLost(intent));
  }

  /** Another node sweeps now, and finds them again. */
  forget(): void {
    this.found = 0;
  }

  private tell(what: string): void {
    if (what !== this.told) this.alarm.raise(what, new StoreDamaged());
    this.told = what;
  }
}

function whyIn(others: number): string {
  const why = 'It is an open intent: nobody can tell its outcome, and no record from it on can be archived';
  return others === 0 ? why : `${why}; ${others} more of them ${others === 1 ? 'is' : 'are'} lost`;
}

import { type Clock, CofferError } from '#kernel';
import type { Leaf } from '../../domain/record.js';
import type { AuditAlarm } from '../../ports/audit-alarm.js';
import type { Settlement } from '../../ports/settlement.js';
import type { AuditTimings } from '../timings.js';
import { TimedOut, within } from '../waits.js';

/** After so many failures that are not outages, a settlement is not asked again: it has a defect. */
const MOST_DEFECTS = 10;

export type Settled = 'succeeded' | 'failed' | 'unknown';

/** The settlements of all features, by resource type. */
export class Settlements {
  private readonly settlements = new Map<string, Settlement>();
  private readonly defects = new Map<string, number>();

  constructor(
    private readonly alarm: AuditAlarm,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
  ) {}

  /** Features register at `onModuleInit`. Throws if the type has a settlement already. */
  register(resourceType: string, settlement: Settlement): void {
    if (this.settlements.has(resourceType)) throw new Error(`${resourceType} has a settlement already`);
    this.settlements.set(resourceType, settlement);
  }

  has(resourceType: string): boolean {
    return this.settlements.has(resourceType);
  }

  /** The outcome of the intent. Null: it cannot be found now, ask again later. `unknown` if no settlement is registered. */
  async ask(intent: Leaf): Promise<Settled | null> {
    const settlement = this.settlements.get(intent.resource_type);
    if (!settlement) return 'unknown';
    try {
      const outcome = await within(this.clock, this.timings.settle, settlement.settle(intent));
      this.defects.delete(intent.request_id);
      return outcome;
    } catch (error) {
      if (error instanceof CofferError || error instanceof TimedOut) return null;
      this.alarm.raise(`an intent about a ${intent.resource_type} could not be settled`, error);
      return this.isHopeless(intent) ? 'unknown' : null;
    }
  }

  private isHopeless({ request_id }: Leaf): boolean {
    const count = (this.defects.get(request_id) ?? 0) + 1;
    this.defects.set(request_id, count);
    if (count < MOST_DEFECTS) return false;
    this.defects.delete(request_id);
    return true;
  }
}

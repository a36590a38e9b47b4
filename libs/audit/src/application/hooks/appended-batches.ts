import type { AuditAlarm } from '../../ports/audit-alarm.js';
import type { AuditBatch } from '../../ports/audit-log.js';

/** Called in the turn in which a batch of this node became durable. It must only take notes: requests wait for that turn. */
export type OnAppended = (batch: AuditBatch) => void;

/** Tells listeners of each durable batch of this node. An error of a listener goes to the operator, never to a request. */
export class AppendedBatches {
  private readonly listeners: OnAppended[] = [];

  constructor(private readonly alarm: AuditAlarm) {}

  listen(listener: OnAppended): void {
    this.listeners.push(listener);
  }

  /** Never throws. */
  tell(batch: AuditBatch): void {
    for (const listener of this.listeners) {
      try {
        listener(batch);
      } catch (error) {
        this.alarm.raise('a batch of the audit was not noted by a part that follows it', error);
      }
    }
  }
}

import { requireGrowth, type WitnessedLog, WitnessedLogs } from '../ports/witnessed-logs.js';

/** WitnessedLogs in memory. A test may do something before each step. */
export class MemoryWitnessedLogs extends WitnessedLogs {
  before: (step: 'newest' | 'advance') => Promise<void> | void = () => {};
  private readonly logs = new Map<string, WitnessedLog>();

  async newest(origin: string): Promise<WitnessedLog | null> {
    await this.before('newest');
    return this.logs.get(origin) ?? null;
  }

  async advance(origin: string, old: number, log: WitnessedLog): Promise<boolean> {
    requireGrowth(old, log);
    await this.before('advance');
    const newest = this.logs.get(origin);
    if (newest?.size === log.size && newest.root === log.root) return true;
    if ((newest?.size ?? 0) !== old) return false;
    this.logs.set(origin, { size: log.size, root: log.root });
    return true;
  }
}

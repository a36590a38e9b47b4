import { PartUnavailable } from '#kernel';
import { MemoryNodeLeases } from './memory-audit-log.js';

/** Leases that the nodes in `cut` cannot renew: others take these nodes for dead, and settle what they left open. */
export class CutLeases extends MemoryNodeLeases {
  readonly cut = new Set<string>();

  override async renew(node: string, until: number): Promise<void> {
    if (this.cut.has(node)) throw new PartUnavailable('store');
    await super.renew(node, until);
  }
}

import type { Clock } from '#kernel';
import type { AuditAlarm } from '../../ports/audit-alarm.js';
import type { NodeLeases } from '../../ports/audit-log.js';
import type { NodeLink } from '../../ports/node-link.js';

/** How often the appender is looked up before it is asked again: after failures, and after it would not. */
const LOOKS_AFTER_FAILURES = 3;
const LOOKS_AFTER_REFUSAL = 1;
/** So many failures in a row make a node avoid it. One may be a lost connection. */
const FAILURES = 2;

/** Who appends the records of a node. `each_node`: it has no address for others, so it can only append its own. */
export type AppenderState = 'this_node' | 'another_node' | 'each_node';

/**
 * The node that appends for the others: the one with the place of the sweeper. This is advice. Several nodes may append at
 * the same time, and no number is given twice then.
 */
export class Appender {
  private address: string | null = null;
  private looksToWait = 0;
  private failures = 0;

  constructor(
    private readonly node: string,
    private readonly leases: NodeLeases,
    private readonly link: NodeLink | null,
    private readonly clock: Clock,
    private readonly alarm: AuditAlarm,
  ) {}

  /** Where another node appends for this one. Null: this node appends for itself. */
  get current(): string | null {
    return this.looksToWait > 0 ? null : this.address;
  }

  get state(): AppenderState {
    if (!this.link?.address) return 'each_node';
    return this.current === null ? 'this_node' : 'another_node';
  }

  /** Called now and then. Throws what the leases throw. */
  async look(): Promise<void> {
    if (!this.link?.address) return;
    const before = this.address;
    this.address = await this.addressOfOther();
    if (this.address !== before) this.failures = this.looksToWait = 0;
    this.looksToWait = Math.max(0, this.looksToWait - 1);
  }

  /**
   * Called once, on a node without an address: tells the operator if another one appends for those that have one. Throws
   * what the leases throw.
   */
  async lookAlone(): Promise<void> {
    const other = await this.addressOfOther();
    if (other === null) return;
    this.alarm.raise(
      `NODE_ADDRESS is unset here, and the node at ${other} appends for those that have one: this node races with it. ` +
        'Set NODE_ADDRESS on all nodes or on none',
      null,
    );
  }

  /** The appender has appended records of this node. */
  answered(): void {
    this.failures = 0;
  }

  /** The appender appends for nobody at present. */
  refused(): void {
    this.looksToWait = LOOKS_AFTER_REFUSAL;
  }

  /** The appender at `address` did not answer. Once it is avoided, the operator is told. */
  failed(address: string, cause: unknown): void {
    this.failures += 1;
    if (this.failures < FAILURES) return;
    this.looksToWait = LOOKS_AFTER_FAILURES;
    if (this.failures > FAILURES) return;
    this.alarm.raise(`the node at ${address} does not append for this one, which now does that itself`, cause);
  }

  /** Records missed their deadline while the appender at `address` answered. So it is avoided as if it did not. */
  overdue(address: string): void {
    this.failures = Math.max(this.failures, FAILURES - 1);
    this.failed(address, null);
  }

  /**
   * Null also if the place is this node's own: after a kill, a node may find the place of its last life at its own address.
   * And if its time is over: a restored copy of a store must not ask the node of the original.
   */
  private async addressOfOther(): Promise<string | null> {
    const sweeper = await this.leases.sweeper();
    const isOther = sweeper !== null && sweeper.node !== this.node && sweeper.address !== this.link?.address;
    return isOther && sweeper.until > this.clock.now() ? sweeper.address : null;
  }
}

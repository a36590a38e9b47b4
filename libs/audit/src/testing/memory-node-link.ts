import {
  type AcceptRecords,
  type ForwardedRecords,
  NodeLink,
  type PlacedRecords,
  type Refusal,
} from '../ports/node-link.js';

/**
 * The links of nodes in one process. An error in `before` loses the message, one in `after` its answer. A promise delays
 * either. `alter`: what another appender would say instead.
 */
export class MemoryNetwork {
  before?: (records: ForwardedRecords) => Promise<void> | void;
  after?: (records: ForwardedRecords) => Promise<void> | void;
  alter?: (placed: PlacedRecords) => Partial<PlacedRecords>;
  /** All messages that arrived. */
  readonly arrived: ForwardedRecords[] = [];
  /** What was answered to them. */
  readonly answers: (PlacedRecords | Refusal)[] = [];
  private readonly nodes = new Map<string, AcceptRecords>();

  /** Lets a node be reached under another name, too. */
  alias(name: string, address: string): void {
    const accept = this.nodes.get(address);
    if (accept) this.nodes.set(name, accept);
  }

  link(address: string): NodeLink {
    return new MemoryNodeLink(address, this, this.nodes);
  }
}

class MemoryNodeLink extends NodeLink {
  constructor(
    private readonly own: string,
    private readonly network: MemoryNetwork,
    private readonly nodes: Map<string, AcceptRecords>,
  ) {
    super();
  }

  get address(): string | null {
    return this.nodes.has(this.own) ? this.own : null;
  }

  async listen(accept: AcceptRecords): Promise<void> {
    this.nodes.set(this.own, accept);
  }

  async forward(address: string, records: ForwardedRecords): Promise<PlacedRecords | Refusal> {
    const copy = structuredClone(records);
    await this.network.before?.(copy);
    const accept = this.nodes.get(address);
    if (!accept) throw new Error('nobody listens there');
    this.network.arrived.push(copy);
    const placed = await accept(copy);
    this.network.answers.push(placed);
    await this.network.after?.(copy);
    return typeof placed === 'string' ? placed : { ...placed, ...this.network.alter?.(placed) };
  }

  async close(): Promise<void> {
    this.nodes.delete(this.own);
  }
}

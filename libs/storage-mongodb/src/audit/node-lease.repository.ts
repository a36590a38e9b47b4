import { type Model, trusted } from 'mongoose';
import { NodeLeases, type Sweeper } from '#audit';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import type { NodeLeaseRow, SweepPlaceRow } from './node-lease.schema.js';

const PLACE = 'sweeper';

export class MongoNodeLeases extends NodeLeases {
  constructor(
    private readonly leases: Model<NodeLeaseRow>,
    private readonly places: Model<SweepPlaceRow>,
  ) {
    super();
  }

  /** `$max`: a renewal that arrives late does not shorten the lease. */
  async renew(node: string, until: number): Promise<void> {
    const renew = () => this.leases.updateOne({ _id: node }, { $max: { until } }, { upsert: true }).exec();
    await orWhenDuplicate(writing(renew), null);
  }

  async endOf(node: string): Promise<number | null> {
    const lease = await reading(() => this.leases.findOne({ _id: node }).lean().exec());
    return lease?.until ?? null;
  }

  async named(prefix: string): Promise<ReadonlyMap<string, number>> {
    const alike = { _id: trusted({ $gte: prefix, $lt: `${prefix}\uffff` }) };
    const leases = await reading(() => this.leases.find(alike).lean().exec());
    return new Map(leases.map(({ _id, until }) => [_id, until]));
  }

  async holdSweep(node: string, now: number, until: number, address: string | null = null): Promise<boolean> {
    const both = deadline();
    const free = {
      _id: PLACE,
      $or: [{ node }, { until: trusted({ $lte: now }) }, { until: trusted({ $gt: 2 * until - now }) }],
    };
    const hold = () => this.places.updateOne(free, { $set: { node, until, address, addressOf: node } }).exec();
    if ((await writing(hold, both)).matchedCount === 1) return true;
    const take = async () => {
      await this.places.insertOne({ _id: PLACE, node, until, address, addressOf: node });
      return true;
    };
    return orWhenDuplicate(writing(take, both), false);
  }

  async sweeper(): Promise<Sweeper | null> {
    const row = await reading(() => this.places.findOne({ _id: PLACE }).lean().exec());
    return (
      row && { node: row.node, until: row.until, address: row.addressOf === row.node ? (row.address ?? null) : null }
    );
  }

  async release(node: string): Promise<void> {
    const both = deadline();
    await writing(() => this.places.deleteOne({ _id: PLACE, node }).exec(), both);
    await writing(() => this.leases.deleteOne({ _id: node }).exec(), both);
  }
}

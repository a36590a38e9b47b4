import { OutcomeUnknown, PartUnavailable } from '#kernel';
import type { MasterKey, WrapOf } from '../master-key.js';
import type { VaultCall } from '../session/vault-session.js';
import { Rewrapping } from './rewrapping.js';
import type { RingRecords, StoredWrap } from './ring-records.js';

const OLD: readonly StoredWrap[] = [
  { version: 1, wrapped_under: 1, wrap: 'one' },
  { version: 2, wrapped_under: 2, wrap: 'two' },
];

/** A master key with two versions. Re-wrapping marks a wrap as made under the second one. */
class TwoMasters implements MasterKey {
  asked: readonly WrapOf[][] = [];

  versions = async () => [1, 2];
  rewrap = async (_: () => VaultCall, wraps: readonly WrapOf[]) => {
    this.asked = [...this.asked, [...wraps]];
    return wraps.map(({ wrap }) => ({ wrap: `${wrap} again`, under: 2 }));
  };
  create = unused;
  add = unused;
  exclude = unused;
  wrapsUnder = unused;
  destroy = unused;
  wrap = unused;
  unwrap = unused;
}

async function unused(): Promise<never> {
  throw new Error('not a part of re-wrapping');
}

function rewrapping(write: RingRecords['write']) {
  const master = new TwoMasters();
  const reads: string[] = [];
  const read: RingRecords['read'] = async (_, ring) => {
    reads.push(ring);
    return { wraps: OLD, revision: reads.length };
  };
  const call: VaultCall = { read: unused, compute: unused, write: unused };
  return { master, reads, work: new Rewrapping(() => call, { read, write }, master) };
}

describe('re-wrapping records of KV', () => {
  it('reports a ring that loses the race five times [R60]', async () => {
    const { work, reads } = rewrapping(async () => false);
    expect(await work.run(['user:1'])).toEqual({ moved: 0, failed: ['user:1'] });
    expect(reads).toHaveLength(5);
  });

  it('reads a record again that was written meanwhile, and re-wraps it [R60]', async () => {
    const written: unknown[] = [];
    const { work, master } = rewrapping(async (_, ring, wraps, revision) => {
      written.push({ ring, wraps, revision });
      return written.length > 1;
    });
    expect(await work.run(['user:1'])).toEqual({ moved: 1, failed: [] });
    const wraps = [{ version: 1, wrapped_under: 2, wrap: 'one again' }, OLD[1]];
    expect(written).toEqual([1, 2].map((revision) => ({ ring: 'user:1', wraps, revision })));
    expect(master.asked.flat()).toHaveLength(2);
  });

  it('may be called again when the answer of a write was lost', async () => {
    const { work } = rewrapping(async () => {
      throw new OutcomeUnknown();
    });
    await expect(work.run(['user:1'])).rejects.toThrow(PartUnavailable);
  });
});

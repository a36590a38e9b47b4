import { isLasting, isOutage, OutcomeUnknown, PartUnavailable } from '#kernel';
import { KvRecords } from '../rings/ring-records.js';
import type { VaultAnswer } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';
import { KvMaster } from './kv-master.js';

const FIRST = '11'.repeat(32);
const THEIRS = '22'.repeat(32);
const CAS_LOST = { status: 400, body: {}, errors: ['check-and-set parameter did not match'] };

/** The record `master_key`. `before` is called just before a write is applied, `after` just after it. */
class FakeRecord {
  revision = 1;
  keys: Record<string, string> = { 1: FIRST };
  before: () => void = () => {};
  after: () => void = () => {};

  readonly call: VaultCall = {
    read: async () => ({
      status: 200,
      body: { data: { data: { format: 1, keys: this.keys }, metadata: { version: this.revision } } },
      errors: [],
    }),
    compute: async () => CAS_LOST,
    write: async (_, data) => this.written(data),
  };

  private written(written: object): VaultAnswer {
    const { options, data } = written as { options: { cas?: number }; data: { keys: Record<string, string> } };
    this.before();
    if (options.cas !== undefined && options.cas !== this.revision) return CAS_LOST;
    this.revision++;
    this.keys = data.keys;
    this.after();
    return { status: 200, body: {}, errors: [] };
  }
}

describe('a master key in KV', () => {
  let record: FakeRecord;
  let master: KvMaster;

  beforeEach(() => {
    record = new FakeRecord();
    master = new KvMaster(new KvRecords('kv'));
  });

  const another = (keys: Record<string, string>) => () => {
    record.before = () => {};
    record.revision++;
    record.keys = keys;
  };

  it('never overwrites a version that another node added meanwhile [R59]', async () => {
    record.before = another({ 1: FIRST, 2: THEIRS });
    expect(await master.add(record.call, 2)).toBe('exists');
    expect(record.keys).toEqual({ 1: FIRST, 2: THEIRS });
  });

  it('does not destroy a version that another node added meanwhile', async () => {
    record.keys = { 1: FIRST, 2: THEIRS };
    record.before = another({ 1: FIRST, 2: THEIRS, 3: FIRST });
    await master.destroy(record.call, 1);
    expect(record.keys).toEqual({ 2: THEIRS, 3: FIRST });
  });

  it('exists when it is added again after a lost answer [R59]', async () => {
    record.after = () => {
      record.after = () => {};
      throw new OutcomeUnknown();
    };
    await expect(master.add(record.call, 2)).rejects.toThrow(OutcomeUnknown);
    expect(await master.add(record.call, 2)).toBe('exists');
    expect(Object.keys(record.keys)).toEqual(['1', '2']);
  });

  it('is not accepted until it was read back as it was written [R59]', async () => {
    record.after = another({ 1: FIRST, 2: THEIRS });
    await expect(master.add(record.call, 2)).rejects.toThrow(PartUnavailable);
  });

  it('that is damaged stays so: no start waits for it', async () => {
    record.keys = { 1: 'no key' };
    const failure = await master.versions(record.call).catch((error: unknown) => error);
    expect({ isOutage: isOutage(failure), isLasting: isLasting(failure) }).toEqual({ isOutage: true, isLasting: true });
  });

  it('does not re-wrap a wrap that does not open under its master version [R60]', async () => {
    record.keys = { 1: FIRST, 2: THEIRS };
    const wrap = { ref: { ring: 'user:1', version: 1 }, wrap: 'AAAA', under: 1 };
    expect(await master.rewrap(() => record.call, [wrap, { ...wrap, under: 9 }])).toEqual([null, null]);
  });
});

import { ANN, type AuditNode, auditNode, MemoryAuditLog, parseLeaf } from '#audit/testing';
import { type Caller, newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import type { SignedHead } from '../../domain/signed-head.js';
import { LocalSigner, MemorySigningHead } from '../../testing/index.js';
import { AUDIT_KEY, KeyRotation } from './key-rotation.js';

const OVERLAP_MS = 30 * 86_400_000;

describe('the rotation of the key that signs checkpoints', () => {
  let log: MemoryAuditLog;
  let node: AuditNode;
  let head: MemorySigningHead;
  let signer: LocalSigner;
  let rotation: KeyRotation;

  beforeEach(async () => {
    log = new MemoryAuditLog();
    node = auditNode(log);
    await node.runtime.start();
    head = new MemorySigningHead();
    signer = new LocalSigner();
    rotation = new KeyRotation({ head, signer, trail: node.trail, clock: node.clock }, OVERLAP_MS);
    node.settlements.register(AUDIT_KEY, rotation);
    await signer.add(1);
    await head.advance(await firstHead(), 0);
  });
  afterEach(() => node.clock.drive(node.runtime.stop()));

  async function firstHead(): Promise<SignedHead> {
    const [key] = await signer.keys();
    const keys = [{ version: 1, publicKey: key?.publicKey.toString('base64') ?? '', until: null }];
    return { epoch: 1, origin: 'coffer.example/log', size: 7, root: Buffer.alloc(32).toString('base64'), keys };
  }
  const caller = (accessReason: string | null = 'the token leaked'): Caller => {
    const request = { ...aRequest(), requestId: newId(), accessReason };
    return { principal: ANN as Caller['principal'], request };
  };
  const rotate = () => node.clock.drive(rotation.rotate(caller()));
  const keys = async () => (await head.read())?.head.keys.map(({ version, until }) => [version, until]);
  const records = () =>
    log
      .all()
      .map((record) => parseLeaf(record.leaf))
      .filter(({ action }) => action === 'audit:rotate');

  it('is refused without a reason, and makes no key', async () => {
    await expect(rotation.rotate(caller(null))).rejects.toMatchObject({
      code: 'validation_failed',
      details: { fields: [{ field: 'X-Access-Reason' }] },
    });
    expect(await signer.keys()).toHaveLength(1);
  });

  it('is refused while nothing was signed', async () => {
    head.stored = null;
    await expect(rotate()).rejects.toMatchObject({ code: 'no_checkpoint' });
    expect([await signer.keys(), records()]).toEqual([[expect.anything()], []]);
  });

  it('lets the earlier key sign beside the new one until the overlap ends, and keeps what was signed', async () => {
    const before = await firstHead();
    const begun = node.clock.now();
    const after = await rotate();
    const until = after.keys[0]?.until ?? 0;
    expect(until - OVERLAP_MS).toBeGreaterThanOrEqual(begun);
    expect(until - OVERLAP_MS).toBeLessThanOrEqual(node.clock.now());
    expect((await head.read())?.head).toEqual(after);
    expect(after).toMatchObject({
      ...before,
      keys: [
        { version: 1, until },
        { version: 2, until: null },
      ],
    });
    node.clock.at += 1_000;
    await rotate();
    expect(await keys()).toEqual([
      [1, until],
      [2, expect.any(Number)],
      [3, null],
    ]);
  });

  it('is on the trail with the ids of all keys before the new key may sign', async () => {
    let recorded = 0;
    head.before = (call) => {
      if (call === 'advance') recorded = records().length;
    };
    await rotate();
    expect(recorded).toBe(1);
    const [allowed, done] = records();
    expect([allowed?.outcome, done?.outcome]).toEqual(['allowed', 'succeeded']);
    expect(allowed).toMatchObject({ resource_type: AUDIT_KEY, resource_id: expect.stringMatching(/^[0-9a-f]{8}$/) });
    const changes = log.all().find(({ leaf }) => parseLeaf(leaf).action === 'audit:rotate')?.lasting.changes;
    expect(JSON.stringify(changes)).toContain(allowed?.resource_id);
    expect(JSON.parse(changes?.value ?? '')).toMatchObject([{ field: 'keys', before: [expect.any(String)] }]);
  });

  it('is refused while four keys sign, until the overlap of one has ended', async () => {
    for (let rotations = 0; rotations < 3; rotations++) await rotate();
    await expect(rotate()).rejects.toMatchObject({ code: 'limit_reached' });
    expect(await signer.keys()).toHaveLength(4);
    node.clock.at += OVERLAP_MS;
    await rotate();
    expect((await keys())?.length).toBe(5);
  });

  it('takes the version that an interrupted one has made', async () => {
    signer.after = (call) => {
      if (call === 'add') throw new OutcomeUnknown();
    };
    await expect(rotate()).rejects.toThrow(OutcomeUnknown);
    signer.after = () => {};
    await rotate();
    expect(await keys()).toEqual([
      [1, expect.any(Number)],
      [2, null],
    ]);
    expect(await signer.keys()).toHaveLength(2);
  });

  it('changes nothing while the keyring is away, and says so on the trail', async () => {
    head.before = (call) => {
      if (call === 'advance') throw new PartUnavailable('keyring');
    };
    await expect(rotate()).rejects.toThrow(PartUnavailable);
    head.before = () => {};
    expect(await keys()).toEqual([[1, null]]);
    await node.clock.advance(0);
    expect(records().map(({ outcome }) => outcome)).toEqual(['allowed', 'failed']);
  });

  it('reads back a head whose answer was lost', async () => {
    head.after = (call) => {
      if (call === 'advance') throw new OutcomeUnknown();
    };
    await rotate();
    expect(await keys()).toEqual([
      [1, expect.any(Number)],
      [2, null],
    ]);
  });

  it.each([
    ['landed', true],
    ['did not land', false],
  ])('is settled later if its write %s and nobody could look', async (_, lands) => {
    const failing = () => {
      head.before = () => {
        throw new PartUnavailable('keyring');
      };
      throw new OutcomeUnknown();
    };
    head[lands ? 'after' : 'before'] = (call) => {
      if (call === 'advance') failing();
    };
    await expect(rotate()).rejects.toThrow(OutcomeUnknown);
    head.before = head.after = () => {};
    await node.clock.advance(60_000);
    expect(records().map(({ outcome }) => outcome)).toEqual(['allowed', lands ? 'succeeded' : 'failed']);
    expect((await keys())?.length).toBe(lands ? 2 : 1);
  });

  it('never loses what a round of checkpoints has signed meanwhile', async () => {
    let rounds = 3;
    head.before = async (call) => {
      if (call !== 'advance' || rounds-- <= 0) return;
      const hook = head.before;
      head.before = () => {};
      const known = await head.read();
      if (known) await head.advance({ ...known.head, size: known.head.size + 10 }, known.revision);
      head.before = hook;
    };
    await rotate();
    expect((await head.read())?.head.size).toBe(37);
    expect((await keys())?.map(([version]) => version)).toEqual([1, 2]);
  });

  it('makes one key of two at the same time', async () => {
    await node.clock.drive(Promise.all([rotation.rotate(caller()), rotation.rotate(caller())]));
    expect((await keys())?.map(([version]) => version)).toEqual([1, 2]);
  });
});

import { setTimeout as pause } from 'node:timers/promises';
import { aBatch } from '#audit/testing';
import { newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import type { Secret } from '#secrets';
import { aSecret } from '#secrets/testing';
import { type MongodbUnderTest, openMongodb } from '#storage-mongodb/testing';
import { describeWithOwnEngines } from '../../engines/engines.js';
import { eventually } from '../../faults/support/eventually.js';
import { recordsOf } from '../audit/audit-log-calls.js';

/** Calls answer within 2 s [R89]. Without our bounds the driver waits for 30 s. The rest is for a busy machine. */
const BOUND_MS = 20_000;

/** The longest recovery: far above what a heartbeat and a new connection need, for a busy machine. */
const RECOVERY_MS = 120_000;

/** The error of `call`, which must end in bounded time. Undefined if it succeeded. */
async function failureOf(call: () => Promise<unknown>): Promise<unknown> {
  const begun = performance.now();
  const failure = await call().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(performance.now() - begun).toBeLessThan(BOUND_MS);
  return failure;
}

async function recovered(store: MongodbUnderTest): Promise<void> {
  const end = performance.now() + RECOVERY_MS;
  for (;;) {
    const failure = await failureOf(() => store.engine.check());
    if (failure === undefined) return;
    expect(failure).toBeInstanceOf(PartUnavailable);
    if (performance.now() > end) throw failure;
    await pause(100);
  }
}

/** A call that may be repeated, and that a busy machine may refuse: tried again for as long as a recovery may take. */
async function inTime<T>(call: () => Promise<T>): Promise<T> {
  const end = performance.now() + RECOVERY_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isPortFailure(error) || performance.now() > end) throw error;
    }
  }
}

/** Keeps a secret. `taken`: an earlier try did, whose answer was lost. */
async function keep(store: MongodbUnderTest, secret: Secret): Promise<void> {
  expect(['inserted', 'taken']).toContain(await inTime(() => store.secrets.heads.insert(secret, newId())));
}

function isPortFailure(error: unknown): boolean {
  return error instanceof PartUnavailable || error instanceof OutcomeUnknown;
}

describeWithOwnEngines('storage-mongodb under faults', (own) => {
  let store: MongodbUnderTest;
  beforeEach(async () => {
    store = await openMongodb(own().mongodbUrl);
  });
  afterEach(async () => {
    await recovered(store);
    await store.close();
  });

  const paused = async (work: () => Promise<void>) => {
    await own().control.pause('mongodb');
    try {
      await work();
    } finally {
      await own().control.resume('mongodb');
    }
  };

  it('answers reads with PartUnavailable in bounded time while the server hangs, and recovers by itself [R89]', async () => {
    const secret = aSecret();
    await keep(store, secret);
    await paused(async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        expect(await failureOf(() => store.secrets.heads.load(secret.id))).toBeInstanceOf(PartUnavailable);
      }
      expect(await failureOf(() => store.engine.check())).toBeInstanceOf(PartUnavailable);
      // They share queries, and each has a failure of its own.
      const read = [secret.id, ...Array.from({ length: 40 }, newId)].map((id) => () => store.secrets.heads.load(id));
      const failures = await Promise.all(read.map((one) => failureOf(one)));
      expect(failures.filter((failure) => failure instanceof PartUnavailable)).toHaveLength(41);
      expect(new Set(failures).size).toBe(41);
    });
    await recovered(store);
    expect((await inTime(() => store.secrets.heads.load(secret.id)))?.value).toEqual(secret);
  });

  it('does not let a write land after a fence has settled it as lost', async () => {
    const before = aSecret();
    const after = { ...before, description: 'late' };
    const request = newId();
    await keep(store, before);
    await paused(async () => {
      expect(await failureOf(() => store.secrets.heads.replace(after, 1, request))).toBeInstanceOf(OutcomeUnknown);
    });
    await recovered(store);
    const published = await inTime(() => store.secrets.heads.fence(before.id, request));
    const settled = await inTime(() => store.secrets.heads.load(before.id));
    expect(settled?.value).toEqual(published ? after : before);
    await pause(1_000);
    expect((await inTime(() => store.secrets.heads.load(before.id)))?.value).toEqual(settled?.value);
    expect(await inTime(() => store.secrets.heads.fence(before.id, request))).toBe(published);
  });

  it('does not let an insert land after a fence has taken its id', async () => {
    const secret = aSecret();
    const request = newId();
    await paused(async () => {
      expect(await failureOf(() => store.secrets.heads.insert(secret, request))).toBeInstanceOf(OutcomeUnknown);
    });
    await recovered(store);
    const published = await inTime(() => store.secrets.heads.fence(secret.id, request));
    await pause(1_000);
    expect((await inTime(() => store.secrets.heads.load(secret.id))) !== null).toBe(published);
    expect((await inTime(() => store.secrets.findByPath(secret.path))) !== null).toBe(published);
  });

  it('writes an audit batch exactly once when its answer was lost [R66] [R68]', async () => {
    const first = aBatch(1, [{}]);
    await inTime(() => store.audit.append(first));
    const batch = aBatch(2, [{}, {}]);
    await paused(async () => {
      expect(isPortFailure(await failureOf(() => store.audit.append(batch)))).toBe(true);
    });
    await recovered(store);
    expect(await inTime(() => store.audit.append(batch))).toBe('appended');
    await pause(500);
    expect(await inTime(() => store.audit.head())).toBe(3);
    expect((await inTime(() => store.audit.read(1, 10))).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await inTime(() => recordsOf(store.audit, {}, null, 10))).toHaveLength(3);
  });

  it('changes nothing while the server is down, and says so', async () => {
    const secret = aSecret();
    await keep(store, secret);
    await own().control.kill('mongodb');
    try {
      // The first writes may meet a connection whose end nobody has noticed.
      for (let turn = 0; turn < 2; turn += 1) {
        const write = () => store.secrets.heads.replace({ ...secret, version: 9 }, 5, newId());
        expect(isPortFailure(await failureOf(write))).toBe(true);
      }
      expect(await failureOf(() => store.secrets.heads.insert(aSecret(), newId()))).toBeInstanceOf(PartUnavailable);
      expect(await failureOf(() => store.secrets.heads.load(secret.id))).toBeInstanceOf(PartUnavailable);
      expect(await failureOf(() => store.audit.append(aBatch(1, [{}])))).toBeInstanceOf(PartUnavailable);
    } finally {
      await own().control.start('mongodb');
    }
    await recovered(store);
    expect(await inTime(() => store.secrets.heads.load(secret.id))).toEqual({ revision: 1, value: secret });
    expect(await inTime(() => store.audit.head())).toBe(0);
  });

  it('loses no acknowledged write and splits no batch when the server is killed under load [R68]', async () => {
    const acknowledged: string[] = [];
    let stop = false;
    const writer = async () => {
      while (!stop) {
        const secret = aSecret();
        const answer = await store.secrets.heads.insert(secret, newId()).catch(() => 'lost' as const);
        if (answer === 'inserted') acknowledged.push(secret.id);
        else await pause(50);
      }
    };
    let head = 0;
    const auditor = async () => {
      while (!stop) {
        const batch = aBatch(head + 1, [{}, {}, {}]);
        while ((await store.audit.append(batch).catch(() => 'lost')) !== 'appended') await pause(50);
        head += 3;
      }
    };
    const work = Promise.all([writer(), writer(), writer(), auditor()]);
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(10));
    await own().control.kill('mongodb');
    await own().control.start('mongodb');
    await recovered(store);
    await pause(300);
    stop = true;
    await work;

    for (const id of acknowledged) expect(await inTime(() => store.secrets.heads.load(id))).not.toBeNull();
    expect(await inTime(() => store.audit.head())).toBe(head);
    const seqs = (await inTime(() => store.audit.read(1, head + 10))).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: head }, (_, index) => index + 1));
  });
});

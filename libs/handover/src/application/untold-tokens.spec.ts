import { CofferError, PartUnavailable } from '#kernel';
import { aRequest, codeOf, ManualClock, settled } from '#kernel/testing';
import { HandoverModule } from '../handover.module.js';
import { UntoldTokens } from './untold-tokens.js';
import type { Wraps } from './wraps.js';

/** `settle` of the wraps does as `next` says, and keeps which requests it was asked about. */
function untoldTokens() {
  const asked: string[] = [];
  const state = { next: async (_requestId: string): Promise<void> => {} };
  const settle = async (requestId: string) => {
    asked.push(requestId);
    await state.next(requestId);
    return true;
  };
  const untold = new UntoldTokens({ settle } as Partial<Wraps> as Wraps);
  const unrecorded = async (requestId: string) => {
    const mutation = () => Promise.reject(new CofferError('outcome_unrecorded', 'It was done.'));
    expect(await codeOf(untold.orEnd(aRequest({ requestId }), mutation))).toBe('outcome_unrecorded');
    await settled();
  };
  /** So many requests whose wraps could not be ended at once. */
  const waiting = async (...requestIds: string[]) => {
    state.next = async () => {
      throw new PartUnavailable('store');
    };
    for (const requestId of requestIds) await unrecorded(requestId);
    state.next = async () => {};
    asked.length = 0;
  };
  return { untold, asked, state, unrecorded, waiting };
}

describe('untold tokens', () => {
  it('are each ended after their own request, which tries none of the others', async () => {
    const { asked, waiting, unrecorded } = untoldTokens();
    await waiting('1', '2');
    await unrecorded('3');
    expect(asked).toEqual(['3']);
  });

  it('are all tried by a run, which reports the first defect at its end', async () => {
    const { untold, asked, state, waiting } = untoldTokens();
    await waiting('1', '2', '3');
    state.next = async (requestId) => {
      if (requestId !== '3') throw new Error(`defect ${requestId}`);
    };
    await expect(untold.run()).rejects.toThrow('defect 1');
    expect(asked).toEqual(['1', '2', '3']);
    state.next = async () => {};
    await untold.run();
    await untold.run();
    expect(asked.slice(3)).toEqual(['1', '2']);
  });

  it('are tried by one run at a time', async () => {
    const { untold, asked, state, waiting } = untoldTokens();
    await waiting('1');
    const gate = Promise.withResolvers<void>();
    state.next = () => gate.promise;
    const runs = [untold.run(), untold.run()];
    await settled();
    expect(asked).toEqual(['1']);
    gate.resolve();
    await Promise.all(runs);
  });

  it('are left by a run that is told to end, after the present one', async () => {
    const { untold, asked, state, waiting } = untoldTokens();
    await waiting('1', '2');
    const stop = new AbortController();
    state.next = async () => stop.abort();
    await untold.run(stop.signal);
    expect(asked).toEqual(['1']);
  });

  it('are ended at a stop', async () => {
    const { untold, asked, waiting } = untoldTokens();
    await waiting('1', '2');
    const clock = new ManualClock();
    const room = { register() {}, run() {} } as never;
    const module = new HandoverModule(room, room, room, room, room, untold, clock);
    module.onApplicationBootstrap();
    await module.onModuleDestroy();
    await clock.drive(module.beforeApplicationShutdown());
    expect(asked).toEqual(['1', '2']);
  });
});

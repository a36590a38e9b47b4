import { newId } from '../random/ids.js';
import { ManualClock } from '../testing/manual-clock.js';
import { MemoryDocuments } from '../testing/memory-documents.js';
import { SystemClock } from '../time/system-clock.js';
import { changeDocument } from './change-document.js';
import { PUBLISH_WITHIN_MS, PublishingWindow } from './publishing-window.js';

describe('the window for publishing', () => {
  const busy = expect.objectContaining({ code: 'busy' });

  it('closes after a silence of more than 5 s, half of a lease', () => {
    const clock = new ManualClock();
    const window = new PublishingWindow(clock, clock.at);
    clock.at += 5_000;
    expect(() => window.requireOpen()).not.toThrow();
    clock.at += 5_001;
    expect(() => window.requireOpen()).toThrow(busy);
  });

  it('stays closed once it has closed', () => {
    const clock = new ManualClock();
    const window = new PublishingWindow(clock);
    clock.at += 5_001;
    expect(() => window.requireOpen()).toThrow(busy);
    expect(() => window.requireOpen()).toThrow(busy);
  });

  it('closes 30 s after the request came in, however often it is looked at', () => {
    const clock = new ManualClock();
    const window = new PublishingWindow(clock, clock.at - 3_000);
    for (let passed = 3_000; passed + 1_000 < PUBLISH_WITHIN_MS; passed += 1_000) {
      clock.at += 1_000;
      window.requireOpen();
    }
    clock.at += 1_000;
    expect(() => window.requireOpen()).toThrow(busy);
  });

  it('closes 5 s after it was opened if it does not know when the request came in, however often it is looked at', () => {
    const clock = new ManualClock();
    const window = new PublishingWindow(clock);
    clock.at += 4_000;
    window.requireOpen();
    clock.at += 1_000;
    expect(() => window.requireOpen()).toThrow(busy);
  });

  it('publishes nothing behind a fence that came when the lease was lost in several short silences', async () => {
    const clock = new ManualClock();
    const documents = new MemoryDocuments<{ id: string; n: number }>();
    await documents.insert({ id: 'a', n: 0 }, newId());
    const requestId = newId();
    let isPublished: boolean | undefined;
    const changed = changeDocument(documents, {
      ...{ id: 'a', requestId, window: new PublishingWindow(clock), absent: () => null },
      change: async (value, revision) => {
        // Each try takes 4 s and meets another change. After 12 s, another node settles the request.
        clock.at += 4_000;
        if (revision < 3) await documents.replace({ ...value, n: value.n + 1 }, revision, newId());
        else isPublished ??= await documents.fence('a', requestId);
        return { ...value, n: 100 };
      },
    });
    await expect(changed).rejects.toEqual(busy);
    isPublished ??= await documents.fence('a', requestId);
    expect(isPublished).toBe(false);
    expect((await documents.load('a'))?.value.n).not.toBe(100);
  });

  it.each([
    ['stands still', 0],
    ['steps back an hour', -3_600_000],
    ['goes on, as after a process was stopped', 5_001],
    ['steps ahead an hour', 3_600_000],
  ])('closes after that silence though the wall clock %s [R92]', (_, step) => {
    const time = { wall: Date.UTC(2026, 10, 22), monotonic: 0 };
    const clock = new SystemClock({
      wall: () => time.wall,
      monotonic: () => time.monotonic,
      uptime: () => time.monotonic,
    });
    const window = new PublishingWindow(clock);
    time.monotonic += 5_001;
    time.wall += step;
    expect(() => window.requireOpen()).toThrow(busy);
  });
});

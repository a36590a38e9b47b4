import { ManualClock } from '../testing/manual-clock.js';
import { PUBLISH_WITHIN_MS, PublishingWindow } from './publishing-window.js';

describe('the window for publishing', () => {
  const busy = expect.objectContaining({ code: 'busy' });

  it('closes after a silence of more than 5 s, half of a lease', () => {
    const clock = new ManualClock();
    const window = new PublishingWindow(clock);
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

  it('closes 30 s after it was opened where no request is known', () => {
    const clock = new ManualClock();
    const window = new PublishingWindow(clock);
    for (let passed = 0; passed + 1_000 < PUBLISH_WITHIN_MS; passed += 1_000) {
      clock.at += 1_000;
      window.requireOpen();
    }
    clock.at += 1_000;
    expect(() => window.requireOpen()).toThrow(busy);
  });
});

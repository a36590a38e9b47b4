import { jest } from '@jest/globals';
import { PublishingWindow } from './publishing-window.js';

describe('the window for publishing', () => {
  afterEach(() => jest.restoreAllMocks());

  it('is closed half a lease after it was opened, whatever the wall clock says', () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const window = new PublishingWindow();
    now.mockReturnValue(6_001);
    expect(() => window.requireOpen()).toThrow(expect.objectContaining({ code: 'busy' }));
    now.mockReturnValue(6_000);
    expect(() => window.requireOpen()).not.toThrow();
  });
});

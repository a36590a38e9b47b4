import { paceOf } from './pace.js';

describe('what an answer says about the next message', () => {
  it('lets a message be as large as a batch where batches are fast', () => {
    for (const nodes of [0, 1, 16]) expect(paceOf(3, nodes, false).room).toBe(256);
  });

  it('lets the messages of all nodes together wait for 200 ms at most, and each have a record', () => {
    expect(paceOf(60, 16, false).room).toBe(53);
    expect(paceOf(100, 4, false).room).toBe(128);
    expect(paceOf(200, 1_000, false).room).toBe(1);
  });

  it('asks for a pause of less than half a commit, while another batch is on its way', () => {
    expect(paceOf(60, 2, true).pause).toBe(22);
    expect(paceOf(60, 2, false).pause).toBe(0);
    expect([3, 16, 17.9].map((commitMs) => paceOf(commitMs, 2, true).pause)).toEqual([0, 0, 0]);
    expect(paceOf(3_000, 2, true).pause).toBe(100);
  });
});

import { tinyApp, World } from '../testing/tiny-app.js';

describe('health', () => {
  it('is alive when a part is down, and shows nothing of its error [R89]', async () => {
    const world = new World();
    world.parts.store = { check: () => Promise.reject(new Error('mongodb://user:canary@host')) };
    world.parts.audit = { check: async () => {} };
    const app = await tinyApp({ world });
    const ready = await app.inject('/health/ready');
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toEqual({
      status: 'not_ready',
      parts: { store: 'down', audit: 'up' },
      clock: 'settled',
      room: 'ample',
      audit_stream: null,
      checkpoints: 'current',
      audit_records: 'intact',
      access_tokens: 'shared',
      audit_appender: 'each_node',
    });
    expect(ready.body).not.toContain('canary');
    const alive = await app.inject('/health');
    expect([alive.statusCode, alive.json()]).toEqual([200, { status: 'alive' }]);
    await app.close();
  });

  it('is ready when every part is up', async () => {
    const app = await tinyApp();
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
    await app.close();
  });
});

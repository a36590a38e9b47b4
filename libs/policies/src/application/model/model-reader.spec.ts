import { newId, PartUnavailable } from '#kernel';
import { CompiledModel } from '../../domain/decisions/compiled-model.js';
import { anAdministrator } from '../../testing/authorization-model.js';
import { callerWith, policyServices, publishModel } from '../../testing/policy-services.js';

describe('the model reader', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  async function started() {
    const services = policyServices();
    await publishModel(services.store);
    await services.reader.snapshot();
    return services;
  }

  it('throws if there is no model or the store cannot be read', async () => {
    const { reader, store } = policyServices();
    await expect(reader.snapshot()).rejects.toMatchObject({ code: 'authorization_unavailable' });
    await publishModel(store);
    store.beforeRevision = () => {
      throw new PartUnavailable('store');
    };
    await expect(reader.snapshot()).rejects.toMatchObject({ code: 'authorization_unavailable' });
  });

  it('does not decide by a model older than 1 s when the store is unreachable', async () => {
    const { reader, store, clock } = await started();
    store.beforeRevision = () => {
      throw new PartUnavailable('store');
    };
    clock.at += 1_000;
    expect(reader.snapshot()).toBeInstanceOf(CompiledModel);
    clock.at += 1;
    await expect(reader.snapshot()).rejects.toMatchObject({ code: 'authorization_unavailable' });
  });

  it('counts the age from the start of the read, not from its end', async () => {
    const { reader, store, clock } = await started();
    clock.at += 1_001;
    store.beforeRevision = () => {
      clock.at += 600;
    };
    await expect(reader.snapshot()).resolves.toBeInstanceOf(CompiledModel);
    clock.at += 401;
    const again = reader.snapshot();
    expect(again).toBeInstanceOf(Promise);
    await again;
    store.beforeRevision = () => {
      clock.at += 1_001;
    };
    clock.at += 1_001;
    await expect(reader.snapshot()).rejects.toMatchObject({ code: 'authorization_unavailable' });
  });

  it('reads again before use if the model was not polled for 1 s', async () => {
    const { reader, store, clock } = await started();
    await publishModel(store, { administrators: ['ada'] });
    expect((await reader.snapshot()).model.administrators.includes('ada')).toBe(false);
    clock.at += 1_001;
    expect((await reader.snapshot()).model.administrators.includes('ada')).toBe(true);
  });

  it('polls the revision every 250 ms, loads only a changed model, and stops', async () => {
    const { reader, store, clock } = await started();
    const load = jest.spyOn(store.models, 'load');
    const polls = store.polls;
    reader.start();
    for (let tick = 0; tick < 8; tick += 1) await clock.advance(250);
    expect(store.polls - polls).toBe(8);
    expect(load).not.toHaveBeenCalled();
    await publishModel(store, { administrators: ['ada'] });
    await clock.advance(250);
    const fresh = reader.snapshot();
    expect(fresh instanceof CompiledModel && fresh.model.administrators.includes('ada')).toBe(true);
    await reader.stop();
    expect(clock.timers).toBe(0);
  });

  it('shows its own publication at once, and no older model afterwards', async () => {
    const { reader, store, administrators } = await started();
    let release = () => {};
    store.beforeRevision = () => {};
    const load = jest.spyOn(store.models, 'load').mockImplementationOnce(async (id) => {
      const old = store.models.peek(id);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return old;
    });
    await publishModel(store, { administrators: ['grace'] });
    const late = reader.current();
    while (load.mock.calls.length === 0) await Promise.resolve();
    await administrators.admit(anAdministrator('ada'), { requestId: newId() });
    const own = reader.snapshot();
    expect(own instanceof CompiledModel && own.model.administrators.includes('ada')).toBe(true);
    release();
    expect((await late).model.administrators.includes('ada')).toBe(true);
    expect((await reader.snapshot()).model.administrators.includes('ada')).toBe(true);
  });

  it('reads the current model on request', async () => {
    const { reader, store } = await started();
    await publishModel(store, { administrators: ['ada'] });
    expect((await reader.snapshot()).model.administrators.includes('ada')).toBe(false);
    expect((await reader.current()).model.administrators.includes('ada')).toBe(true);
  });

  it('denies on another node within 1 s what was taken away on this node [R46]', async () => {
    const here = await started();
    const { clock } = here;
    const there = policyServices(here.store, clock);
    there.reader.start();
    await there.reader.snapshot();
    const { principal } = callerWith('administrator');
    await here.administrators.admit(anAdministrator(principal.userId), { requestId: newId() });
    await here.administrators.admit(anAdministrator('another'), { requestId: newId() });
    await clock.advance(300);
    expect(await there.authorizer.isAdministrator(principal)).toBe(true);
    await here.administrators.dismiss(principal.userId, 2, { requestId: newId() });
    await clock.advance(300);
    expect(await there.authorizer.isAdministrator(principal)).toBe(false);
    await there.reader.stop();
  });
});

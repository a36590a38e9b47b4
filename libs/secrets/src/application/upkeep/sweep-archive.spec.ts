import { asSealed, newId } from '#kernel';
import { aKeptSecret, secretsUnderTest } from '../../testing/secrets-under-test.js';
import { SWEEP_AFTER_MS } from './sweep-archive.js';

async function withVersions(versionsKept: number, rotations: number) {
  const secrets = await secretsUnderTest({ versionsKept });
  const id = await aKeptSecret(secrets);
  for (let n = 2; n <= rotations + 1; n += 1) await secrets.rotate.rotate(secrets.as('owner'), id, `v${n}`, null);
  return { secrets, id };
}

describe('the sweep', () => {
  it('keeps what is younger than an hour', async () => {
    const { secrets, id } = await withVersions(2, 4);
    secrets.clock.at += SWEEP_AFTER_MS - 60_000;
    expect(await secrets.sweep.run()).toBe(0);
    expect(secrets.store.peekRows(id)).toHaveLength(4);
  });

  it('keeps every listed version, and bytes that a rotation has archived but not published yet', async () => {
    const { secrets, id } = await withVersions(3, 4);
    const current = secrets.store.heads.peek(id)?.value;
    if (current) await secrets.store.archive(id, current.version, current.current, secrets.clock.now());
    secrets.clock.at += SWEEP_AFTER_MS + 1;
    expect(await secrets.sweep.run()).toBe(2);
    expect(secrets.store.peekRows(id).map(({ version }) => version)).toEqual([3, 4, 5]);
    for (const version of [3, 4, 5]) {
      expect(await secrets.reveal.reveal(secrets.as('owner'), id, version)).toMatchObject({ value: `v${version}` });
    }
  });

  it('repeats the second step of destroying a version', async () => {
    const { secrets, id } = await withVersions(10, 1);
    secrets.store.archiveHooks.before = () => {
      throw new Error('killed');
    };
    await expect(secrets.destroy.destroy(secrets.as('owner'), id, 1)).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
    secrets.store.archiveHooks.before = () => {};
    secrets.clock.at += SWEEP_AFTER_MS + 1;
    await secrets.sweep.run();
    await secrets.store.archive(id, 1, asSealed('late'), secrets.clock.now());
    expect(secrets.store.peekRows(id)).toEqual([{ version: 1, marker: true }]);
  });

  it('removes bytes that landed after their secret was purged', async () => {
    const secrets = await secretsUnderTest();
    const id = newId();
    await secrets.store.archive(id, 1, asSealed('late'), secrets.clock.now());
    secrets.clock.at += SWEEP_AFTER_MS + 1;
    expect(await secrets.sweep.run()).toBe(1);
    expect(secrets.store.peekRows(id)).toEqual([]);
  });

  it('reaches the end of an archive that is larger than one run', async () => {
    const secrets = await secretsUnderTest();
    const ids = Array.from({ length: 6_000 }, () => newId());
    for (const id of ids) await secrets.store.archive(id, 1, asSealed('x'), secrets.clock.now());
    secrets.clock.at += SWEEP_AFTER_MS + 1;
    let swept = 0;
    for (let run = 0; run < 2; run += 1) swept += await secrets.sweep.run();
    expect(swept).toBe(6_000);
  });
});

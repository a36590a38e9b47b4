import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatVkey, noteKey, openByPolicy, parsePolicy, parseVkey } from '#audit-proofs';
import { verifyTar } from '#audit-proofs/testing';
import { eventually } from '../../faults/support/eventually.js';
import { Api, setUp } from '../support/processes/api.js';
import { describePairs, type Site } from '../support/processes/pairs.js';

interface Coffer {
  readonly site: Site;
  readonly origin: string;
  readonly witness: string;
  readonly port: string;
  readonly logKey: string;
  api: Api;
}

describePairs('two Coffers that are witnesses of each other', (open) => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-two-'));
  let coffers: [Coffer, Coffer];

  /** Starts a server that is no witness yet, and stops it when the key of its log is there. */
  async function begin(name: string): Promise<Coffer> {
    const [origin, witness] = [`${name}.example/audit`, `${name}.example/witness`];
    const site = await open({ AUDIT_ORIGIN: origin, AUDIT_CHECKPOINT_EVERY: '1s' });
    const server = await site.start();
    const api = await setUp(server);
    const keys = async () => (await api.get('/audit/keys')).body.items;
    await eventually(async () => expect(await keys()).toHaveLength(1));
    const [{ vkey }] = await keys();
    await server.stop();
    return { site, origin, witness, port: new URL(server.url).port, logKey: vkey, api };
  }

  /** The key with which a Coffer cosigns: that of its log, under another name. */
  const witnessKey = ({ logKey, witness }: Coffer) =>
    formatVkey(noteKey(witness, parseVkey(logKey).publicKey, 'cosignature'));

  async function restart(own: Coffer, other: Coffer): Promise<void> {
    const file = (name: string) => join(folder, `${own.port}-${name}`);
    const url = `http://127.0.0.1:${other.port}/api/v1/witness`;
    writeFileSync(file('policy'), `witness other ${witnessKey(other)} ${url}\nquorum other\n`);
    writeFileSync(file('logs'), `${other.logKey}\n`);
    const server = await own.site.start({
      ...{ PORT: own.port, AUDIT_WITNESS_POLICY: file('policy') },
      ...{ WITNESS_NAME: own.witness, WITNESS_LOGS: file('logs') },
    });
    own.api = (await Api.of(server)).as(own.api.token);
  }

  beforeAll(async () => {
    const [one, two] = [await begin('one'), await begin('two')];
    coffers = [one, two];
    await Promise.all([restart(one, two), restart(two, one)]);
  });
  afterAll(async () => {
    await Promise.all((coffers ?? []).map(({ site }) => site.clear()));
    rmSync(folder, { recursive: true });
  });

  const policyOf = async ({ api }: Coffer) => String((await api.get('/audit/keys')).body.policy);
  const signers = (checkpoint: string, policy: string) =>
    openByPolicy(parsePolicy(policy), checkpoint).witnesses.map(({ key }) => key.name);

  it('tell each other the keys that the other names', async () => {
    for (const coffer of coffers) {
      expect((await coffer.api.as(null).get('/witness/keys')).body.vkeys).toEqual([witnessKey(coffer)]);
    }
  });

  it('refuse to cosign a log that they do not name, such as their own', async () => {
    const [one] = coffers;
    const { text } = await one.api.get('/audit/checkpoint');
    const headers = { 'content-type': 'text/plain' };
    const refused = await one.api
      .as(null)
      .send('post', '/witness/add-checkpoint', { body: `old 0\n\n${text}`, headers });
    expect(refused.status).toBe(404);
  });

  it('cosign each other, as the policy of each asks for', async () => {
    for (const [own, other] of [coffers, [...coffers].reverse() as [Coffer, Coffer]]) {
      const policy = await policyOf(own);
      await eventually(async () => {
        const { status, text } = await own.api.get('/audit/checkpoint?kind=witnessed');
        expect([status, status === 200 && signers(text, policy)]).toEqual([200, [other.witness]]);
      });
    }
  });

  it('put it into a bundle, which an auditor who knows both keys verifies', async () => {
    const [one, two] = coffers;
    const answer = await fetch(`http://127.0.0.1:${one.port}/api/v1/audit/bundles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${one.api.token}`, 'content-type': 'application/json' },
      body: '{"personal":true}',
    });
    const tar = Buffer.from(await answer.arrayBuffer());
    const names = ({ signed_by }: { signed_by: readonly { key: string }[] }) =>
      signed_by.map(({ key }) => key.split('+')[0]);
    const report = await verifyTar(tar, { policy: Buffer.from(await policyOf(one)) });
    expect([report.verified, names(report)]).toEqual([true, [one.origin, two.witness]]);
    const own = await verifyTar(tar);
    expect([own.consistent, own.verified, names(own), own.unchecked_witnesses]).toEqual([true, false, [one.origin], 1]);
    const policy = Buffer.from(await policyOf(two));
    expect(await verifyTar(tar, { policy })).toMatchObject({ verified: false });
  });
});

import { isLasting, isOutage } from '#kernel';
import { SECRETS_RING } from '#keys';
import type { VaultAnswer } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';
import { KvRecords, RingRecords } from './ring-records.js';

const METADATA = { version: 1 };

function answering(status: number, data: object, errors: readonly string[] = []): VaultCall {
  const answer: VaultAnswer = { status, body: { data }, errors };
  const give = async () => answer;
  return { read: give, compute: give, write: give };
}

describe('a record that cannot be read', () => {
  const failureOf = (call: VaultCall) =>
    new RingRecords(new KvRecords('kv')).read(call, SECRETS_RING).catch((error: unknown) => error);

  it.each([
    ['holds no versions', answering(200, { data: {}, metadata: METADATA })],
    ['has a wrap without its parts', answering(200, { data: { versions: [{}] }, metadata: METADATA })],
    ['was deleted in Vault', answering(404, { metadata: METADATA })],
    ['is of KV version 1', answering(200, { versions: [] })],
  ])('stays so if it %s: no start waits for it', async (_, call) => {
    const failure = await failureOf(call);
    expect({ isOutage: isOutage(failure), isLasting: isLasting(failure) }).toEqual({ isOutage: true, isLasting: true });
  });

  it('may be there later if Vault refuses the request', async () => {
    const failure = await failureOf(answering(400, {}, ['no']));
    expect({ isOutage: isOutage(failure), isLasting: isLasting(failure) }).toEqual({
      isOutage: true,
      isLasting: false,
    });
  });
});

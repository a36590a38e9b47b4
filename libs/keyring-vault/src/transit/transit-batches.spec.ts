import { PartUnavailable } from '#kernel';
import type { VaultAnswer } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';
import { TransitBatches } from './transit-batches.js';

interface Item {
  readonly ciphertext: string;
}

/** The part of Transit that these tests need. A wrap contains its version and its key. */
function transit(behave: { decrypt?: (item: Item) => object; answer?: VaultAnswer } = {}) {
  const sizes: number[] = [];
  const decrypt = behave.decrypt ?? (({ ciphertext }) => ({ plaintext: ciphertext.split(':')[2] }));
  const rewrap = ({ ciphertext }: Item) => ({ ciphertext: ciphertext.replace('vault:v1:', 'vault:v2:') });
  const never = async () => {
    throw new Error('nothing but batches is computed');
  };
  const call: VaultCall = {
    read: never,
    write: never,
    compute: async (path, data) => {
      const { batch_input: items } = data as { batch_input: Item[] };
      sizes.push(items.length);
      const batch_results = items.map(path.includes('/rewrap/') ? rewrap : decrypt);
      return behave.answer ?? { status: 200, body: { data: { batch_results } }, errors: [] };
    },
  };
  return { sizes, begin: () => call };
}

const wraps = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ref: { ring: 'user:1', version: index + 1 },
    wrap: `vault:v1:${Buffer.from(`key ${index}`).toString('base64')}`,
    under: 1,
  }));

describe('batches of Transit', () => {
  const batches = new TransitBatches('transit', 'coffer-master');

  it('hold at most 200 items, and return the new wraps in the order of the old ones', async () => {
    const { sizes, begin } = transit();
    const old = wraps(451);
    expect(await batches.rewrap(begin, old)).toEqual(
      old.map(({ wrap }) => ({ wrap: wrap.replace('v1', 'v2'), under: 2 })),
    );
    expect(sizes).toEqual([200, 200, 51, 200, 200, 200, 200, 102]);
  });

  it.each([
    ['holds another key', (item: Item) => ({ plaintext: item.ciphertext.startsWith('vault:v2') ? 'AAAA' : 'BBBB' })],
    [
      'does not open',
      (item: Item) => (item.ciphertext.startsWith('vault:v2') ? { error: 'no' } : { plaintext: 'AA==' }),
    ],
    ['is empty, like the old one', () => ({ plaintext: '' })],
  ])('reject a new wrap that %s [R60]', async (_, decrypt) => {
    expect(await batches.rewrap(transit({ decrypt }).begin, wraps(2))).toEqual([null, null]);
  });

  it.each([
    { status: 400, body: {}, errors: ['refused'] },
    { status: 200, body: { data: { batch_results: [] } }, errors: [] },
  ])('are an outage if Transit does not answer for each item: $status', async (answer) => {
    await expect(batches.rewrap(transit({ answer }).begin, wraps(1))).rejects.toThrow(PartUnavailable);
  });
});

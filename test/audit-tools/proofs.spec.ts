import {
  checkpointText,
  consistencyProof,
  formatProofFile,
  inclusionProof,
  NoteError,
  type Policy,
  parseVkey,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
  verifyProofFile,
} from '#audit-proofs';
import { MemoryTree, NoteSigner } from '#audit-proofs/testing';
import { leafHash } from '#kernel';
import { cutAndExtended, flippedBytes, isUnusedBit, otherProofs } from './support/damage.js';
import { describeWithAuditTools } from './support/installed.js';
import { type Answer, askGo, type Case } from './support/programs.js';

const ORIGIN = 'coffer.example.org/1';
const LEAVES = Array.from({ length: 600 }, (_, at) => `{"seq":${at + 1}}`);
const HASHES = LEAVES.map(leafHash);
const SIZES = [1, 2, 3, 4, 5, 7, 8, 21, 255, 256, 257, 511, 512, 513, 600];

const tree = new MemoryTree(HASHES);
const log = new NoteSigner(ORIGIN);
const roots = new Map<number, Buffer>();
const rootOf = (size: number) => roots.get(size) ?? Buffer.alloc(32);
const hashOf = (index: number) => HASHES[index] ?? Buffer.alloc(32);

/** Go has the same leaves for the cases that follow. */
const TREE: Case = { op: 'tree', leaves: LEAVES };
const askWithTree = async (cases: readonly Case[]): Promise<Answer[]> => (await askGo([TREE, ...cases])).slice(1);

/** A leaf at the start, in the middle and at the end. */
const PLACES = SIZES.flatMap((size) =>
  [...new Set([0, 1, size >> 1, size - 2, size - 1])].map((index) => ({ index, size })),
).filter(({ index, size }) => index >= 0 && index < size);
const STEPS = SIZES.flatMap((to) => SIZES.filter((from) => from <= to).map((from) => ({ from, to })));

async function inclusion({ index, size }: { readonly index: number; readonly size: number }) {
  const proof = await inclusionProof(index, size, tree.read);
  return { leaf: hashOf(index), index, size, root: rootOf(size), proof };
}

async function consistency({ from, to }: { readonly from: number; readonly to: number }) {
  return { from, to, fromRoot: rootOf(from), toRoot: rootOf(to), proof: await consistencyProof(from, to, tree.read) };
}

type Inclusion = Awaited<ReturnType<typeof inclusion>>;
type Consistency = Awaited<ReturnType<typeof consistency>>;

const asked = ({ leaf, ...rest }: Inclusion): Case => ({ op: 'inclusion', leafHash: leaf, ...rest });
const askedStep = ({ fromRoot, toRoot, ...rest }: Consistency): Case => ({
  op: 'consistency',
  older: fromRoot,
  root: toRoot,
  ...rest,
});

const acceptedOf = (answers: readonly Answer[]) => answers.flatMap(({ ok }, at) => (ok ? [at] : []));

describeWithAuditTools('Go and Coffer about proofs', () => {
  beforeAll(async () => {
    for (const size of [...SIZES, ...SIZES.map((size) => size + 1)])
      if (size <= LEAVES.length) roots.set(size, await treeRoot(size, tree.read));
  });

  it('refuse every changed inclusion proof, another root, size, index and leaf [R116]', async () => {
    const right = await Promise.all(PLACES.map(inclusion));
    const wrong = right.flatMap((one) => [
      ...otherProofs(one.proof).map((proof) => ({ ...one, proof })),
      { ...one, root: hashOf(0).subarray(0, 31) },
      { ...one, root: rootOf(one.size === 600 ? 5 : 600) },
      { ...one, size: one.size + 1, root: rootOf(one.size + 1) },
      { ...one, size: one.index },
      { ...one, index: one.index + 1 },
      { ...one, index: one.index - 1 },
      { ...one, leaf: hashOf(one.index + 2) },
    ]);
    expect(wrong.filter(verifyInclusion)).toEqual([]);
    expect(acceptedOf(await askGo(wrong.map(asked)))).toEqual([]);
  });

  it('refuse every changed consistency proof, another root and size [R116]', async () => {
    const right = await Promise.all(STEPS.map(consistency));
    const wrong = right.flatMap((one) => [
      ...otherProofs(one.proof).map((proof) => ({ ...one, proof })),
      { ...one, fromRoot: hashOf(599) },
      { ...one, toRoot: hashOf(599) },
      { ...one, from: one.to + 1 },
      { ...one, from: one.from + 1, fromRoot: rootOf(one.from + 1) },
      { ...one, to: one.to + 1, toRoot: rootOf(one.to + 1) },
      { ...one, from: 0 },
    ]);
    expect(wrong.filter(verifyConsistency)).toEqual([]);
    expect(acceptedOf(await askGo(wrong.map(askedStep)))).toEqual([]);
  });

  it('make the same roots and inclusion proofs, and verify them', async () => {
    const ours = await Promise.all(PLACES.map(inclusion));
    const theirs = await askWithTree(PLACES.map((place) => ({ op: 'prove', ...place })));
    const made = await askWithTree(PLACES.map(({ size }) => ({ op: 'root', size })));
    expect(theirs.map(({ hashes }) => hashes)).toEqual(ours.map(({ proof }) => proof));
    expect(made.map(({ bytes }) => bytes)).toEqual(ours.map(({ root }) => root));
    expect(ours.filter((one) => !verifyInclusion(one))).toEqual([]);
    expect((await askGo(ours.map(asked))).filter(({ ok }) => !ok)).toEqual([]);
  });

  it('make the same consistency proofs, and verify them', async () => {
    const ours = await Promise.all(STEPS.map(consistency));
    const theirs = await askWithTree(STEPS.map((step) => ({ op: 'extend', ...step })));
    expect(theirs.map(({ hashes }) => hashes)).toEqual(ours.map(({ proof }) => proof));
    expect(ours.filter((one) => !verifyConsistency(one))).toEqual([]);
    expect((await askGo(ours.map(askedStep))).filter(({ ok }) => !ok)).toEqual([]);
  });
});

describeWithAuditTools('Go and Coffer about proof files', () => {
  const policy: Policy = { logs: [{ key: log.key, url: null }], witnesses: [], groups: [], quorum: null };
  const noteOf = async (size: number) =>
    log.note(checkpointText({ origin: ORIGIN, size, root: await treeRoot(size, tree.read) }));

  async function proofFile(index: number, size: number, extra: Buffer | null = null): Promise<Buffer> {
    const hashes = await inclusionProof(index, size, tree.read);
    return Buffer.from(formatProofFile({ index, hashes, checkpoint: await noteOf(size), extra }));
  }

  const proves = (file: Buffer, leaf: string, trusted = policy) => {
    try {
      return verifyProofFile(file, leaf, trusted).index >= 0;
    } catch (error) {
      if (error instanceof NoteError) return false;
      throw error;
    }
  };
  const goProves = (files: readonly Buffer[], leaf: string) =>
    askGo(files.map((file) => ({ op: 'proof-file', file, leaf, vkeys: [log.vkey] })));

  it('refuse a file with any changed byte; Go alone reads other base64 of the same hashes [R116]', async () => {
    const file = await proofFile(2, 5);
    const files = flippedBytes(file);
    expect(files.filter((one) => proves(one, LEAVES[2] ?? ''))).toEqual([]);
    const accepted = acceptedOf(await goProves(files, LEAVES[2] ?? ''));
    expect(accepted.filter((at) => !isUnusedBit(file, at))).toEqual([]);
  });

  it('refuse a file that is cut short, and one for another leaf; Coffer also one with more bytes [R116]', async () => {
    const file = await proofFile(2, 5);
    const files = cutAndExtended(file);
    expect(files.filter((one) => proves(one, LEAVES[2] ?? ''))).toEqual([]);
    // Go's reader adds a newline that is missing at the end.
    const cut = files.filter(({ length }) => length < file.length - 1);
    expect(acceptedOf(await goProves(cut, LEAVES[2] ?? ''))).toEqual([]);
    expect(proves(file, LEAVES[3] ?? '')).toBe(false);
    expect(acceptedOf(await goProves([file], LEAVES[3] ?? ''))).toEqual([]);
  });

  it('accept the files of Coffer, with and without extra data', async () => {
    const places = PLACES.filter(({ size }) => size > 200);
    const files = await Promise.all(places.map(({ index, size }) => proofFile(index, size, Buffer.from(`${index}`))));
    files.push(await proofFile(0, 1));
    const leaves = [...places.map(({ index }) => LEAVES[index] ?? ''), LEAVES[0] ?? ''];
    expect(files.filter((file, at) => !proves(file, leaves[at] ?? ''))).toEqual([]);
    const cases = files.map((file, at) => ({ op: 'proof-file', file, leaf: leaves[at] ?? '', vkeys: [log.vkey] }));
    expect((await askGo(cases)).filter(({ ok }) => !ok)).toEqual([]);
  });

  it('accept the files that Go makes', async () => {
    const [key] = await askGo([{ op: 'key', name: ORIGIN }]);
    const text = checkpointText({ origin: ORIGIN, size: 600, root: await treeRoot(600, tree.read) });
    const [signed] = await askGo([{ op: 'sign', skey: key?.skey ?? '', note: text }]);
    const made = { op: 'make-file', size: 600, note: signed?.bytes ?? '' };
    const indexes = [0, 255, 256, 599];
    const files = await askWithTree(indexes.map((index) => ({ ...made, index, leaf: 'extra' })));
    const trusted = { ...policy, logs: [{ key: parseVkey(key?.vkey ?? ''), url: null }] };
    for (const [at, index] of indexes.entries()) {
      expect(proves(files[at]?.bytes ?? Buffer.alloc(0), LEAVES[index] ?? '', trusted)).toBe(true);
      expect(proves(files[at]?.bytes ?? Buffer.alloc(0), LEAVES[index] ?? '')).toBe(false);
    }
  });
});

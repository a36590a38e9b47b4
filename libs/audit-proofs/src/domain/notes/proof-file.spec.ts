import { leafHash } from '#kernel';
import { MemoryTree } from '../../testing/memory-tree.js';
import { NoteSigner } from '../../testing/note-signer.js';
import { inclusionProof, treeRoot } from '../tree/merkle.js';
import { checkpointText } from './checkpoint.js';
import { NoteError } from './note-error.js';
import type { Policy } from './policy.js';
import { formatProofFile, type ProofFile, parseProofFile, verifyProofFile } from './proof-file.js';

const ORIGIN = 'log.example/1';
const LEAVES = Array.from({ length: 11 }, (_, at) => `{"seq":${at + 1}}`);
const tree = new MemoryTree(LEAVES.map(leafHash));
const log = new NoteSigner(ORIGIN);
const policy: Policy = { logs: [{ key: log.key, url: null }], witnesses: [], groups: [], quorum: null };

async function proofFile(index: number, extra: Buffer | null = null): Promise<ProofFile> {
  const hashes = await inclusionProof(index, tree.size, tree.read);
  const root = await treeRoot(tree.size, tree.read);
  return { index, hashes, extra, checkpoint: log.note(checkpointText({ origin: ORIGIN, size: tree.size, root })) };
}

/** The example of C2SP tlog-proof, with whole signatures. */
const HASH = 'gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=';
const FILE = `c2sp.org/tlog-proof@v1\nextra YWdl\nindex 73894\n${HASH}\n\nexample.com/fancylog\n109482\n${HASH}\n\n— a AAAAAAA=\n`;

describe('a proof file', () => {
  it('is read and written as C2SP says', () => {
    const file = parseProofFile(FILE);
    expect(file).toMatchObject({ index: 73_894, extra: Buffer.from('age'), hashes: [Buffer.from(HASH, 'base64')] });
    expect(file.checkpoint).toBe(`example.com/fancylog\n109482\n${HASH}\n\n— a AAAAAAA=\n`);
    expect(formatProofFile(file)).toBe(FILE);
    const bare = FILE.replace(`extra YWdl\n`, '').replace(`${HASH}\n\nexample`, '\nexample');
    expect(parseProofFile(Buffer.from(bare))).toMatchObject({ extra: null, hashes: [] });
    expect(formatProofFile(parseProofFile(bare))).toBe(bare);
  });

  it.each([
    ['', 'no empty line'],
    ['c2sp.org/tlog-proof@v1\n\n', 'index'],
    [FILE.replace('@v1', '@v2'), 'first line'],
    [`\n${FILE}`, 'first line'],
    [` ${FILE}`, 'first line'],
    [FILE.replace('YWdl', 'YWd'), 'extra data'],
    [FILE.replace('extra YWdl', 'extra '), 'extra data'],
    [FILE.replace('extra', 'extras'), 'index'],
    [FILE.replace('index 73894', 'index 073894'), 'index'],
    [FILE.replace('index 73894', 'index -1'), 'index'],
    [FILE.replace('index 73894', 'index 9007199254740992'), 'index'],
    [FILE.replace('index 73894', 'index  73894'), 'index'],
    [FILE.replace('index 73894\n', ''), 'index'],
    [FILE.replace('extra YWdl\nindex 73894\n', 'index 73894\nextra YWdl\n'), 'a hash'],
    [FILE.replace(`${HASH}\n\nexample`, `${HASH.slice(4)}\n\nexample`), 'a hash'],
    [FILE.replace(`${HASH}\n\nexample`, `${`${HASH}\n`.repeat(64)}\nexample`), 'more than 63 hashes'],
    [FILE.replace('— ', ''), 'signature line'],
    [FILE.replace('\n', '\r\n'), 'control character'],
    [FILE.replace('YWdl', 'A'.repeat(1_100_000)), 'longer than'],
    [FILE.replace('YWdl', Buffer.alloc(65_536).toString('base64')), 'extra data'],
  ])('is refused: %.90j', (file, why) => {
    expect(() => parseProofFile(file)).toThrow(NoteError);
    expect(() => parseProofFile(file)).toThrow(why);
  });

  it.each<[string, Partial<ProofFile>]>([
    ['index', { index: -1 }],
    ['hash', { hashes: [Buffer.alloc(31)] }],
    ['number of hashes', { hashes: Array(64).fill(Buffer.alloc(32)) }],
    ['extra data', { extra: Buffer.alloc(0) }],
    ['checkpoint', { checkpoint: 'a\n' }],
  ])('is not written with a wrong %s', (_, part) => {
    expect(() => formatProofFile({ ...parseProofFile(FILE), ...part })).toThrow();
  });

  it('proves a leaf, whatever its extra data', async () => {
    for (const [index, leaf] of LEAVES.entries()) {
      const file = formatProofFile(await proofFile(index, Buffer.from('anything')));
      expect(verifyProofFile(file, leaf, policy)).toMatchObject({ index, checkpoint: { size: 11 } });
      expect(() => verifyProofFile(file, `${leaf} `, policy)).toThrow('does not lead from the leaf');
      const other = formatProofFile({ ...parseProofFile(file), index: (index + 1) % LEAVES.length });
      expect(() => verifyProofFile(other, leaf, policy)).toThrow('does not lead from the leaf');
    }
  });

  it('proves nothing to somebody with another policy', async () => {
    const file = formatProofFile(await proofFile(3));
    const other = { ...policy, logs: [{ key: new NoteSigner(ORIGIN).key, url: null }] };
    expect(() => verifyProofFile(file, LEAVES[3] ?? '', other)).toThrow('no signature of a known key');
  });
});

import { leafHash } from '#kernel';
import { parsePolicy } from '../../domain/notes/policy-file.js';
import { verifyProofFile } from '../../domain/notes/proof-file.js';
import { verifyConsistency } from '../../domain/tree/verify.js';
import {
  EXAMPLE_CONSISTENCY,
  EXAMPLE_INCLUSION,
  EXAMPLE_LEAF,
  EXAMPLE_POLICY,
  EXAMPLE_PROOF_FILE,
  EXAMPLE_ROOT,
} from './examples.js';

it('verify: a reader may try a verifier on them', () => {
  const { checkpoint, index } = verifyProofFile(EXAMPLE_PROOF_FILE, EXAMPLE_LEAF, parsePolicy(EXAMPLE_POLICY));
  expect([index, checkpoint.size, checkpoint.root.toString('base64')]).toEqual([1, 3, EXAMPLE_ROOT]);
  expect(JSON.parse(EXAMPLE_LEAF).seq).toBe(2);
  // The first record is the left neighbour of the second one.
  const [fromRoot = Buffer.alloc(0)] = EXAMPLE_INCLUSION.map((hash) => Buffer.from(hash, 'base64'));
  const proof = EXAMPLE_CONSISTENCY.map((hash) => Buffer.from(hash, 'base64'));
  expect(proof[0]?.equals(leafHash(EXAMPLE_LEAF))).toBe(true);
  expect(verifyConsistency({ from: 1, to: 3, fromRoot, toRoot: checkpoint.root, proof })).toBe(true);
});

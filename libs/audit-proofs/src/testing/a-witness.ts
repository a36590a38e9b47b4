import { ManualClock } from '#kernel/testing';
import { Witness } from '../application/witnessing/witness.js';
import type { NoteKey } from '../domain/notes/note-key.js';
import { emptyRoot } from '../domain/tree/merkle.js';
import { LocalSigner, MemorySigningHead } from './memory-signing.js';
import { MemoryWitnessedLogs } from './memory-witnessed-logs.js';

/** Coffer as a witness, with its stores in memory and one key. */
export async function aWitness(logs: readonly NoteKey[], name = 'witness.example/coffer', clock = new ManualClock()) {
  const [head, signer, witnessed] = [new MemorySigningHead(), new LocalSigner(), new MemoryWitnessedLogs()];
  await signer.add(1);
  const keys = (await signer.keys()).map(({ version, publicKey }) => {
    return { version, publicKey: publicKey.toString('base64'), until: null };
  });
  await head.advance({ epoch: 1, origin: 'own.example', size: 0, root: emptyRoot.toString('base64'), keys }, 0);
  const forks: string[] = [];
  const identity = { name, logs };
  const onFork = (origin: string) => void forks.push(origin);
  const witness = new Witness({ identity, logs: witnessed, head, signer, clock, onFork });
  return { witness, head, signer, witnessed, clock, forks };
}

import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { unsignedHead } from '../../domain/signed-head.js';
import type { CheckpointSigner } from '../../ports/checkpoint-signer.js';
import type { HeadKey, SignedHead, SigningHead } from '../../ports/signing-head.js';

/** The head as this node read it. `revision` 0: there is none yet, and nothing was ever signed. */
export interface KnownHead {
  readonly head: SignedHead;
  readonly revision: number;
}

/** The steps of a round at the signing head. Errors: PartUnavailable('keyring'); OutcomeUnknown if it stays unknown. */
export class HeadMoves {
  /** `origin`: that of the first checkpoint, asked for if there is no head. */
  constructor(
    private readonly signingHead: SigningHead,
    private readonly signer: CheckpointSigner,
    private readonly origin: () => Promise<string>,
  ) {}

  /** The head, or what is to become the first one. Makes the key of the log if there is none. */
  async read(): Promise<KnownHead> {
    return (await this.signingHead.read()) ?? { head: await this.first(), revision: 0 };
  }

  /** Moves the head. Null: another node was faster, nothing was changed. A lost answer is read back. */
  async move({ head, revision }: KnownHead, to: Pick<SignedHead, 'size' | 'root'>): Promise<SignedHead | null> {
    const moved = { ...head, ...to };
    try {
      return (await this.signingHead.advance(moved, revision)) ? moved : null;
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error;
      const now = await this.signingHead.read();
      return now?.revision === revision + 1 && isSame(now.head, moved) ? moved : null;
    }
  }

  private async first(): Promise<SignedHead> {
    const keys = await firstKeys(this.signer);
    return unsignedHead({ epoch: 1, origin: await this.origin(), keys });
  }
}

/** The keys of a first head: all versions of the signer, of which the first is made if there is none. */
export async function firstKeys(signer: CheckpointSigner): Promise<readonly HeadKey[]> {
  let keys = await signer.keys();
  if (keys.length === 0) {
    await signer.add(1);
    keys = await signer.keys();
  }
  if (keys.length === 0) throw new PartUnavailable('keyring', new Error('the new key of the audit is not there'));
  return keys.map(headKey);
}

/**
 * Moves the head. After a lost answer it reads back: true if `isThere` holds for what stands now, and otherwise OutcomeUnknown,
 * since the write may land later. False: the head changed meanwhile.
 */
export async function advanceHead(
  signingHead: SigningHead,
  { head, revision }: KnownHead,
  isThere: (now: SignedHead) => boolean,
): Promise<boolean> {
  try {
    return await signingHead.advance(head, revision);
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error;
    const now = await signingHead.read().catch(() => null);
    if (now && isThere(now.head)) return true;
    throw error;
  }
}

/** A key of the signer, without a planned end. */
export function headKey({ version, publicKey }: { version: number; publicKey: Buffer }): HeadKey {
  return { version, publicKey: publicKey.toString('base64'), until: null };
}

/** Whether both heads allow the same signatures. */
function isSame(a: SignedHead, b: SignedHead): boolean {
  return a.epoch === b.epoch && a.origin === b.origin && a.size === b.size && a.root === b.root;
}

import { ownRequest } from '#kernel';
import type { FoundRestore } from '../application/restore/accept-restore.js';
import type { ProofNode, ProofSite } from './proof-site.js';

/** Fills the log up to `size` records, and signs a checkpoint of them. */
export async function checkpointAt(site: ProofSite, node: ProofNode, size: number): Promise<void> {
  await node.write(size - site.log.all().length);
  await node.clock.drive(node.rounds.round());
}

/** What there is to accept, as `coffer audit accept-restore` finds it. */
export function findRestore({ clock, acceptRestore }: ProofNode, keysToo: boolean): Promise<FoundRestore | null> {
  return clock.drive(acceptRestore.find({ keysToo }));
}

/** Accepts it. Throws if there is nothing to accept. */
export async function acceptFound(node: ProofNode, keysToo: boolean): Promise<FoundRestore> {
  const found = await findRestore(node, keysToo);
  if (!found) throw new Error('there is nothing to accept');
  const request = ownRequest(node.clock, 'coffer-cli', 'the disk died');
  await node.clock.drive(node.acceptRestore.accept(request, 'coffer', found));
  return found;
}

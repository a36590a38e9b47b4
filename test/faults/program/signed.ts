import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { AuditLog } from '#audit';
import type { CheckpointSigner } from '#audit-proofs';
import { treeRoot } from '#audit-proofs';
import { leafHash, nodeHash } from '#kernel';

const RECORDS_A_READ = 256;

/** Notes each text that was signed in `file`, before anybody gets the signature. Processes of one site share the file. */
export function noteSignatures(signer: CheckpointSigner, file: string): void {
  const sign = signer.sign.bind(signer);
  signer.sign = async (version, message) => {
    const signature = await sign(version, message);
    appendFileSync(file, `${JSON.stringify(message.toString())}\n`);
    return signature;
  };
}

/** Throws unless each text in `file` names the root over the first records of the log, as they are now. */
export async function requireOneTree(log: AuditLog, file: string): Promise<void> {
  const tree = await wholeTree(log);
  for (const text of signedTexts(file)) {
    const [, size = '', root] = text.split('\n');
    const now = (await treeRoot(Number(size), tree)).toString('base64');
    if (root !== now) throw new Error(`of ${size} records, the root ${root} was signed, and the log has ${now}`);
  }
}

export function signedTexts(file: string): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as string);
}

/** Every complete subtree over the texts of the log, made without the code of the tree. */
async function wholeTree(log: AuditLog): Promise<Parameters<typeof treeRoot>[1]> {
  const leaves: Buffer[] = [];
  for (let more = true; more; ) {
    const page = await log.read(leaves.length + 1, RECORDS_A_READ);
    leaves.push(...page.map(({ leaf }) => leafHash(leaf)));
    more = page.length > 0;
  }
  const levels = [leaves];
  for (let level = leaves; level.length > 1; ) {
    const above: Buffer[] = [];
    for (let at = 1; at < level.length; at += 2) above.push(nodeHash(bytesAt(level, at - 1), bytesAt(level, at)));
    levels.push(above);
    level = above;
  }
  return async (nodes) => nodes.map(({ level, index }) => bytesAt(levels[level] ?? [], index));
}

function bytesAt(hashes: readonly Buffer[], at: number): Buffer {
  const hash = hashes[at];
  if (!hash) throw new Error(`the log has no record ${at + 1}`);
  return hash;
}

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { AuditLog, AuditModule, AuditTrail } from '#audit';
import {
  type Archive,
  type ArchiveStep,
  Archiving,
  BundleWriter,
  CheckpointStore,
  TileStore,
  witnessesOf,
} from '#audit-proofs';
import { verifyFile } from '#audit-proofs/offline';
import { StreamProgress } from '#audit-stream';
import { misused, type Terminal } from '#command';
import type { Config } from '#config';
import { Clock, parseTimestamp, timestampOf } from '#kernel';
import { ACTOR, CommandClock, commandRequest, withStore } from '../context.js';

export interface ArchiveCommand {
  readonly before: string;
  readonly to: string;
  readonly personal: boolean;
}

const STEPS: Readonly<Record<ArchiveStep, string>> = {
  written: 'The archive is written.',
  verified: 'It is read back and verified.',
  recorded: 'Its digest is on the audit trail. Waiting for a checkpoint over it.',
  covered: 'A checkpoint covers it. Deleting the records.',
  deleted: 'The records are deleted.',
};

/**
 * Moves old records of the audit into a bundle. It opens the store and not the keyring, so it works while a server runs,
 * and it needs one: a server signs the checkpoint that it waits for.
 */
export async function archiveAudit(config: Config, command: ArchiveCommand, terminal: Terminal): Promise<void> {
  const before = parseTimestamp(command.before);
  if (before === null) throw misused('--before must be an RFC 3339 time, such as 2026-01-01T00:00:00Z.');
  const folder = resolve(command.to);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw misused('--to must be a folder that exists.');
  const witnesses = witnessesOf(config) ?? undefined;
  await withStore(config, terminal, [AuditModule], async (context) => {
    const [log, tiles, checkpoints] = [context.get(AuditLog), context.get(TileStore), context.get(CheckpointStore)];
    const bundles = new BundleWriter(log, tiles, checkpoints, context.get(Clock), witnesses);
    const trail = context.get(AuditTrail);
    const progress = context.get(StreamProgress);
    const handedOn = config.audit.stream === null ? undefined : () => progress.acknowledged();
    const clock = new CommandClock();
    const parts = { log, tiles, checkpoints, bundles, trail, verify: verifyFile, handedOn, clock };
    const archiving = new Archiving(parts, (step) => terminal.tell(STEPS[step]));
    const options = { before: timestampOf(before), folder, personal: command.personal };
    tell(await archiving.run(commandRequest(context), ACTOR, options), terminal);
  });
}

function tell(archive: Archive | null, terminal: Terminal): void {
  if (archive === null) {
    terminal.tell(
      'Nothing to archive: an archive takes 65,536 old records at a time, all of them settled, signed and streamed.',
    );
    return;
  }
  const { first, last, path, sha256 } = archive;
  terminal.tell(
    `Records ${first} to ${last} are in ${path} (SHA-256 ${sha256}). Keep this file: it is their only copy.`,
  );
}

import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { AuditModule } from '#audit';
import type { Terminal } from '#command';
import type { Config } from '#config';
import {
  KeyringInUse,
  MASTER_RING,
  type Rotation,
  RotationRequests,
  RotationRequestsModule,
  RotationStore,
} from '#keys';
import { ACTOR, CommandClock, commandRequest, openEngines, withModules, withStore } from '../context.js';
import { FEATURES } from '../features.js';
import { follow } from './follow.js';

/**
 * Rotates the master key. If this process can open the keyring, it does the work, as a server would. If an embedded
 * server holds the keyring, that server does the work and this process shows its progress.
 */
export async function rotateMaster(
  config: Config,
  { wait }: { readonly wait: boolean },
  terminal: Terminal,
): Promise<void> {
  const engines = wait ? await openUnlessHeld(config, terminal) : null;
  if (engines) {
    await withModules([engines, ...FEATURES], async (context) => {
      await follow(context.get(RotationStore), await asked(context, terminal), terminal, new CommandClock());
    });
    return;
  }
  const modules = [AuditModule, RotationRequestsModule];
  const rotation = await withStore(config, terminal, modules, (context) => asked(context, terminal));
  if (!wait) return terminal.tell(`Rotation ${rotation.id} goes on in the background.`);
  // Without AuditModule: who only looks is no node of the audit.
  await withStore(config, terminal, [], (context) =>
    follow(context.get(RotationStore), rotation, terminal, new CommandClock()),
  );
}

/** Null if a server holds the keyring. */
async function openUnlessHeld(config: Config, terminal: Terminal): Promise<DynamicModule | null> {
  try {
    return await openEngines(config, terminal);
  } catch (error) {
    if (error instanceof KeyringInUse) return null;
    throw error;
  }
}

async function asked(context: INestApplicationContext, terminal: Terminal): Promise<Rotation> {
  const asker = { actor: null, name: ACTOR };
  const rotation = await context.get(RotationRequests).ask(commandRequest(context), asker, MASTER_RING);
  terminal.tell(`Rotating the master key to version ${rotation.version}.`);
  return rotation;
}

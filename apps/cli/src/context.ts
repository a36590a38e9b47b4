import {
  type DynamicModule,
  type INestApplicationContext,
  Module,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Terminal } from '#command';
import type { Config } from '#config';
import { EnginesModule, requireStarted, StoreModule } from '#engines';
import { Clock, ownRequest, type RequestContext, SystemClock } from '#kernel';

/** The actor's name in the audit records of a command, which no account runs. */
export const ACTOR = 'coffer';

/** The clock of a command that waits. Its timers keep the process alive; those of a server need not. */
export class CommandClock extends SystemClock {
  override after(milliseconds: number, run: () => void): () => void {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  }
}

@Module({})
class CommandModule {
  static of(imports: ModuleMetadata['imports']): DynamicModule {
    return { module: CommandModule, imports };
  }
}

/** Starts these modules, does `work` with them, and closes them. */
export async function withModules<T>(
  modules: ModuleMetadata['imports'],
  work: (context: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const options = { logger: false, abortOnError: false } as const;
  const context = await NestFactory.createApplicationContext(CommandModule.of(modules), options);
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}

/**
 * Opens the store and the keyring, for {@link withModules}. `terminal` is told of a migration. Throws StartError, and
 * KeyringInUse beside an embedded server.
 */
export async function openEngines(config: Config, terminal: Terminal): Promise<DynamicModule> {
  requireStarted(config);
  return EnginesModule.open(config, new SystemClock(), (line) => terminal.complain(line));
}

/** As {@link withModules}, on the store alone. An embedded server locks its keyring and not its store, so it may run. */
export async function withStore<T>(
  config: Config,
  terminal: Terminal,
  modules: NonNullable<ModuleMetadata['imports']>,
  work: (context: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const store = await StoreModule.open(config, new SystemClock(), (line) => terminal.complain(line));
  return withModules([store, ...modules], work);
}

/**
 * As {@link withStore}, with one service of a module. A command that asks a question calls it before and after, and asks
 * meanwhile: one that waits for an answer must not be a node of the audit.
 */
export function withService<S, T>(
  config: Config,
  terminal: Terminal,
  [module, service]: readonly [Type, Type<S>],
  work: (service: S, request: () => RequestContext) => Promise<T>,
): Promise<T> {
  return withStore(config, terminal, [module], (context) => work(context.get(service), () => commandRequest(context)));
}

/** The request context of a command. A command with many audited actions makes one for each. */
export function commandRequest(context: INestApplicationContext): RequestContext {
  return ownRequest(context.get(Clock), 'coffer-cli');
}

import { type DynamicModule, type INestApplicationContext, Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock, newId, type RequestContext } from '#kernel';

/** What the audit calls whoever called a command: there is no account behind it. */
export const ACTOR = 'coffer';

@Module({})
class CommandModule {
  static of(imports: ModuleMetadata['imports']): DynamicModule {
    return { module: CommandModule, imports };
  }
}

/** Does `work` with these modules started, and lets go of everything afterwards. */
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

/** The request that a command is, or one of the many that it makes. */
export function commandRequest(context: INestApplicationContext): RequestContext {
  const origin = { ip: '127.0.0.1', userAgent: 'coffer-cli', accessReason: null };
  return { ...origin, requestId: newId(), receivedAt: context.get(Clock).now(), audited: false };
}

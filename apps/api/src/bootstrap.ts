import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, pino } from 'pino';
import { SetupCompletion } from '#auth';
import type { Config } from '#config';
import { EnginesModule, forgetSetupToken, makeSetupToken } from '#engines';
import { Clock, Roots, StartError, SystemClock } from '#kernel';
import { KeyRingStore, MASTER_RING } from '#keys';
import { ApiModule } from './api.module.js';
import { createEdgeApp } from './http/edge-app.js';

/** Replacements that tests give to {@link createApi}. */
export interface ApiOverrides {
  readonly clock?: Clock;
  /** If omitted, nothing is logged. */
  readonly logger?: Logger;
  /** A module with the providers of EnginesModule, for example with ports that inject faults. */
  readonly engines?: DynamicModule;
}

/** Composes the whole api. It does not listen yet. Throws StartError or PartUnavailable when it cannot start. */
export async function createApi(config: Config, overrides: ApiOverrides = {}): Promise<NestFastifyApplication> {
  const logger = overrides.logger ?? pino({ level: 'silent' });
  const clock = overrides.clock ?? new SystemClock();
  const compose = async () => {
    const engines = overrides.engines ?? (await EnginesModule.open(config, clock));
    return ApiModule.compose(engines, logger, config.kvApi?.mount ?? null);
  };
  return createEdgeApp(compose, config.http, logger);
}

/**
 * Prepares the setup of the first administrator. Call it after `app.init()` and before listening: it also finishes a
 * setup that a crash interrupted. Returns the setup token to show to the operator. Returns null if setup is done, or if
 * the operator chose the token by SETUP_TOKEN and so knows it.
 */
export async function openSetup(app: NestFastifyApplication, config: Config): Promise<string | null> {
  const completion = app.get(SetupCompletion);
  if ((await completion.finish()) === 'done') {
    forgetSetupToken(config);
    return null;
  }
  const token = makeSetupToken(config, app.get(Roots), await storeIdOf(app), app.get(Clock).now());
  await completion.prepare(token);
  return config.setupToken === null ? token.value : null;
}

/** The id that the start has given to the store, in the descriptor of its master key. */
async function storeIdOf(app: NestFastifyApplication): Promise<string> {
  const master = await app.get(KeyRingStore).rings.load(MASTER_RING);
  if (!master?.value.storeId) throw new StartError('The store has no id: start again.');
  return master.value.storeId;
}

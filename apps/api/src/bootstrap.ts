import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, pino } from 'pino';
import { SetupCompletion } from '#auth';
import type { Config } from '#config';
import { EnginesModule, forgetSetupToken, makeSetupToken, StartWait } from '#engines';
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
  /** For engines that do not answer yet. If omitted, there is one try. */
  readonly wait?: StartWait;
}

/** Composes the whole api. It does not listen yet. Throws StartError or PartUnavailable when it cannot start. */
export async function createApi(config: Config, overrides: ApiOverrides = {}): Promise<NestFastifyApplication> {
  const logger = overrides.logger ?? pino({ level: 'silent' });
  const clock = overrides.clock ?? new SystemClock();
  let close = async (): Promise<void> => {};
  const openEngines = async () => {
    const opened = await EnginesModule.open(config, clock, (line) => logger.info(line), overrides.wait);
    close = opened.close;
    return opened;
  };
  const compose = async () =>
    ApiModule.compose(overrides.engines ?? (await openEngines()), logger, config.kvApi?.mount ?? null);
  try {
    return await createEdgeApp(compose, config.http, logger);
  } catch (error) {
    await close();
    throw error;
  }
}

/** An api that is ready to listen. */
export interface ReadyApi {
  readonly app: NestFastifyApplication;
  /** See {@link openSetup}. */
  readonly setupToken: string | null;
}

/**
 * Makes the api ready to listen. Tries again while an engine does not answer yet, as long as `wait` allows. Throws what
 * stopped the last try.
 */
export async function readyApi(config: Config, logger: Logger, wait: StartWait): Promise<ReadyApi> {
  const ready = await wait.until(async () => {
    const app = await createApi(config, { logger, wait });
    try {
      await app.init();
      return { app, setupToken: await openSetup(app, config) };
    } catch (error) {
      // The next try opens everything again. What an engine that is away keeps from closing ends with its connection.
      if (wait.goesOn(error)) await app.close().catch(() => {});
      throw error;
    }
  });
  wait.end();
  return ready;
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

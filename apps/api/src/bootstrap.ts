import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, pino } from 'pino';
import { SetupCompletion } from '#auth';
import type { Config } from '#config';
import { EnginesModule, forgetSetupToken, makeSetupToken } from '#engines';
import { Clock, SystemClock } from '#kernel';
import { ApiModule } from './api.module.js';
import { createEdgeApp } from './http/edge-app.js';

/** What tests put in the place of the real thing. */
export interface ApiOverrides {
  readonly clock?: Clock;
  /** None: nothing is logged. */
  readonly logger?: Logger;
  /** A module that provides what EnginesModule does, such as one that wraps its ports to inject faults. */
  readonly engines?: DynamicModule;
}

/** The whole api, composed and not yet listening. Throws StartError or PartUnavailable when it cannot start. */
export async function createApi(config: Config, overrides: ApiOverrides = {}): Promise<NestFastifyApplication> {
  const logger = overrides.logger ?? pino({ level: 'silent' });
  const clock =
    overrides.clock ?? new SystemClock((step) => logger.warn({ step_back_ms: step }, 'the clock stepped back'));
  const compose = async () => ApiModule.compose(overrides.engines ?? (await EnginesModule.open(config, clock)), logger);
  return createEdgeApp(compose, config.http, logger);
}

/**
 * What every start does about setup, once the api is initialised and before it listens: finishes what a crash left;
 * while nobody has been let in, gives the token that was made for the first administrator, to be shown to the
 * operator; null when setup is done, and when the operator chose SETUP_TOKEN, which is not repeated.
 */
export async function openSetup(app: NestFastifyApplication, config: Config): Promise<string | null> {
  const completion = app.get(SetupCompletion);
  if ((await completion.finish()) === 'done') {
    forgetSetupToken(config);
    return null;
  }
  const token = makeSetupToken(config, app.get(Clock).now());
  await completion.prepare(token);
  return config.setupToken === null ? token.value : null;
}

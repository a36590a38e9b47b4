import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { AuditLog, NodeLeases } from '#audit';
import { CheckpointSigner, CheckpointStore, SigningHead, TileStore, WitnessedLogs } from '#audit-proofs';
import { StreamProgress } from '#audit-stream';
import { ChallengeStore, LockoutStore, PreloginKeyStore, SessionStore, SetupStore } from '#auth';
import { Config, loadConfig } from '#config';
import { VaultStore } from '#entries';
import { WrapStore } from '#handover';
import { CreationStore } from '#idempotency';
import { Clock, RateCounters, Roots, StartNotices, StoreEngine, StoreRoom, TimeKeeper } from '#kernel';
import { KeyManagement, KeyRingStore, RotationStore } from '#keys';
import { AuthorizationModelStore, RoleHolders } from '#policies';
import { SecretStore } from '#secrets';
import { SensitiveDataStore } from '#sensitive-data';
import { ApiKeyStore, BindingStore, IdentityProviderStore } from '#service-accounts';
import { UserStore } from '#users';
import { ApiModule } from './api.module.js';
import { API_PREFIX, OUTSIDE } from './http/routes/prefix.js';

/** Every token that the engines provide. Preview mode resolves them and never uses the values. */
const ENGINE_TOKENS = [
  ApiKeyStore,
  AuditLog,
  AuthorizationModelStore,
  BindingStore,
  ChallengeStore,
  CheckpointSigner,
  CheckpointStore,
  Clock,
  Config,
  CreationStore,
  IdentityProviderStore,
  KeyManagement,
  KeyRingStore,
  LockoutStore,
  NodeLeases,
  PreloginKeyStore,
  RateCounters,
  RoleHolders,
  Roots,
  RotationStore,
  SecretStore,
  SensitiveDataStore,
  SessionStore,
  SetupStore,
  SigningHead,
  StartNotices,
  StoreEngine,
  StoreRoom,
  StreamProgress,
  TileStore,
  TimeKeeper,
  UserStore,
  VaultStore,
  WitnessedLogs,
  WrapStore,
];

@Global()
@Module({ providers: ENGINE_TOKENS.map((provide) => ({ provide, useValue: {} })), exports: ENGINE_TOKENS })
class NoEnginesModule {}

/** The composed api in Nest's preview mode: it creates no instances, so no engine is needed. It serves nothing. */
export async function previewApp(): Promise<NestFastifyApplication> {
  const composed = ApiModule.compose(
    { module: NoEnginesModule },
    pino({ level: 'silent' }),
    loadConfig({}).kvApi?.mount ?? null,
  );
  const app = await NestFactory.create<NestFastifyApplication>(composed, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  app.setGlobalPrefix(API_PREFIX, { exclude: [...OUTSIDE] });
  return app;
}

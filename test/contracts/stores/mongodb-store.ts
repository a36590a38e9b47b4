import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AuditLog, NodeLeases } from '#audit';
import { ChallengeStore, LockoutStore, PreloginKeyStore, SessionStore, SetupStore } from '#auth';
import { VaultStore } from '#entries';
import { CreationStore } from '#idempotency';
import { newId, RateCounters, StoreEngine } from '#kernel';
import { KeyRingStore, RotationStore } from '#keys';
import { AuthorizationModelStore } from '#policies';
import { SecretStore } from '#secrets';
import { SensitiveDataStore } from '#sensitive-data';
import { StorageMongodbModule, type StorageMongodbOptions } from '#storage-mongodb';
import { UserStore } from '#users';
import type { StoreUnderTest } from './store-under-test.js';

export interface MongodbUnderTest extends StoreUnderTest {
  /** For a test to look below the ports. */
  readonly connection: Connection;
}

/** A name that no other test uses; short, as MongoDB bounds it to 63 bytes. */
export function freshDatabase(): string {
  return `coffer_${newId().replaceAll('-', '')}`;
}

/** The module as an application boots it. */
export function startMongodb(options: StorageMongodbOptions): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(StorageMongodbModule.forRoot(options), {
    logger: false,
    abortOnError: false,
  });
}

/** An empty store on a database of its own, which its `close` drops. */
export async function openMongodb(url: string, dbName = freshDatabase()): Promise<MongodbUnderTest> {
  const store = await connectMongodb(url, dbName);
  return {
    ...store,
    close: async () => {
      await store.connection.dropDatabase();
      await store.close();
    },
  };
}

/** One more node on `dbName`; its `close` drops nothing. */
export async function connectMongodb(url: string, dbName: string): Promise<MongodbUnderTest> {
  const context = await startMongodb({ url, dbName });
  return {
    connection: context.get<Connection>(getConnectionToken()),
    engine: context.get(StoreEngine),
    secrets: context.get(SecretStore),
    audit: context.get(AuditLog),
    leases: context.get(NodeLeases),
    users: context.get(UserStore),
    sessions: context.get(SessionStore),
    setups: context.get(SetupStore),
    lockouts: context.get(LockoutStore),
    challenges: context.get(ChallengeStore),
    preloginKeys: context.get(PreloginKeyStore),
    models: context.get(AuthorizationModelStore),
    rings: context.get(KeyRingStore),
    sensitiveData: context.get(SensitiveDataStore),
    vaults: context.get(VaultStore),
    rotations: context.get(RotationStore),
    creations: context.get(CreationStore),
    counters: context.get(RateCounters),
    another: () => connectMongodb(url, dbName),
    close: async () => {
      await context.get(StoreEngine).close();
      await context.close();
    },
  };
}

import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { type Clock, newId, StoreEngine, SystemClock, type Tell } from '#kernel';
import { STORE_PORTS, type StorePorts } from '#storage';
import type { StoreUnderTest } from '#storage/testing';
import type { StorageMongodbOptions } from '../engine/connection.js';
import { StorageMongodbModule } from '../storage-mongodb.module.js';

export interface MongodbUnderTest extends StoreUnderTest {
  /** For a test to look below the ports. */
  readonly connection: Connection;
}

/** A name that no other test uses; short, as MongoDB bounds it to 63 bytes. */
export function freshDatabase(): string {
  return `coffer_${newId().replaceAll('-', '')}`;
}

/** The module as an application boots it. */
export function startMongodb(
  options: StorageMongodbOptions,
  clock: Clock = new SystemClock(),
  tell?: Tell,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(StorageMongodbModule.forRoot(options, clock, tell), {
    logger: false,
    abortOnError: false,
  });
}

/** An empty store on a database of its own, which its `close` drops. */
export async function openMongodb(url: string, dbName = freshDatabase(), clock?: Clock): Promise<MongodbUnderTest> {
  const store = await connectMongodb(url, dbName, clock);
  return {
    ...store,
    close: async () => {
      await store.connection.dropDatabase();
      await store.close();
    },
  };
}

/** One more node on `dbName`; its `close` drops nothing. */
export async function connectMongodb(url: string, dbName: string, clock?: Clock): Promise<MongodbUnderTest> {
  const context = await startMongodb({ url, dbName }, clock);
  const ports = Object.entries(STORE_PORTS).map(([name, port]) => [name, context.get(port)]);
  const connection = context.get<Connection>(getConnectionToken());
  const progress = connection.collection<{ _id: string; upto: number }>('audit_progress');
  return {
    ...(Object.fromEntries(ports) as StorePorts),
    connection,
    markArchived: async (seq) => {
      await progress.updateOne({ _id: 'archived' }, { $set: { upto: seq } }, { upsert: true });
    },
    another: () => connectMongodb(url, dbName),
    close: async () => {
      await context.get(StoreEngine).close();
      await context.close();
    },
  };
}

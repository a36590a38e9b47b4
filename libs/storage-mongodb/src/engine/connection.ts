import type { MongooseModuleFactoryOptions } from '@nestjs/mongoose';
import { type Connection, mongo } from 'mongoose';
import { CofferError, engineBound } from '#kernel';
import { boundReads } from './bounded-reads.js';

/** What every write waits for: the journals of the majority [R91]. For commands that take no concern from the connection. */
export const DURABLE = { w: 'majority', j: true } as const;

/** Where the database is. */
export interface StorageMongodbOptions {
  /** A connection string, `mongodb://` or `mongodb+srv://`; it may carry credentials. */
  readonly url: string;
  readonly dbName: string;
  /** PEM file of the authorities that may sign the server's certificate. Default: those of the system. */
  readonly tlsCaFile?: string;
}

/**
 * The options that Coffer's promises need. They override the connection string. Times are in milliseconds.
 * `socketTimeoutMS` bounds a call to a server that hangs; `timeoutMS` did not, in tests. The driver repeats no write: a
 * fence decides what a lost answer means. `made` gets the connection that Nest makes of them.
 */
export function connectionOptions(
  { url, dbName, tlsCaFile }: StorageMongodbOptions,
  made: (connection: Connection) => void = () => {},
): MongooseModuleFactoryOptions {
  return {
    uri: url,
    dbName,
    appName: 'coffer',
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    retryWrites: false,
    serverSelectionTimeoutMS: engineBound(1_500),
    connectTimeoutMS: engineBound(1_000),
    socketTimeoutMS: engineBound(1_800),
    waitQueueTimeoutMS: engineBound(1_500),
    heartbeatFrequencyMS: 1_000,
    maxPoolSize: 50,
    minPoolSize: 2,
    tlsAllowInvalidCertificates: false,
    tlsAllowInvalidHostnames: false,
    ...(tlsCaFile === undefined ? {} : { tlsCAFile: tlsCaFile }),
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    sanitizeFilter: true,
    lazyConnection: true,
    connectionFactory: (connection: Connection) => {
      made(connection);
      return connection.plugin(boundReads);
    },
  };
}

/** Throws if the connection string weakened what {@link connectionOptions} demands [R81] [R91]. */
export function assertSafe(connection: Connection): void {
  const { writeConcern, readConcern, readPreference, retryWrites, tls, rejectUnauthorized } =
    connection.getClient().options;
  const durable = writeConcern?.w === 'majority' && writeConcern.j === true;
  const current = readConcern?.level === 'majority' && readPreference.mode === mongo.ReadPreference.PRIMARY;
  const verified = !tls || rejectUnauthorized !== false;
  if (durable && current && !retryWrites && verified) return;
  throw new CofferError(
    'internal_error',
    'MONGODB_URL must not change write concern, read concern, read preference, retryable writes or TLS verification.',
  );
}

import mongoose, { type Connection } from 'mongoose';
import type { CofferError, StartError } from '#kernel';
import { connectionOptions, type StorageMongodbOptions } from './connection.js';
import { startFailure } from './start-failure.js';

/** Why a start on this server would fail, by the variable to look at. Null: it answers. Reads and writes nothing. */
export async function knock(options: StorageMongodbOptions): Promise<CofferError | StartError | null> {
  const { uri = '', connectionFactory: _factory, lazyConnection: _lazy, ...rest } = connectionOptions(options);
  let connection: Connection | null = null;
  try {
    connection = mongoose.createConnection(uri, rest);
    await connection.asPromise();
    return null;
  } catch (error) {
    return startFailure(error);
  } finally {
    await connection?.destroy();
  }
}

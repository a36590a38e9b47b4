import type { CommandStartedEvent } from 'mongodb';
import type { MongodbUnderTest } from '#storage-mongodb/testing';

/** A connection string whose client tells of each command. */
export function monitored(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`;
}

/** The commands that `store` sends from now on. Its connection string is {@link monitored}. */
export function commandsOf(store: MongodbUnderTest): CommandStartedEvent[] {
  const sent: CommandStartedEvent[] = [];
  store.connection.getClient().on('commandStarted', (event) => sent.push(event));
  return sent;
}

/** A server's answer to a command. Those that read have rows. */
export interface Reply {
  readonly cursor?: { readonly firstBatch: readonly object[] };
}

/** The answers that `store` gets from now on. Its connection string is {@link monitored}. */
export function repliesTo(store: MongodbUnderTest): Reply[] {
  const replies: Reply[] = [];
  store.connection.getClient().on('commandSucceeded', ({ reply }) => replies.push(reply as Reply));
  return replies;
}

/** The rows of the first pages of what was read. */
export function rowsIn(replies: readonly Reply[]): object[] {
  return replies.flatMap(({ cursor }) => cursor?.firstBatch ?? []);
}

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

import type { CommandStartedEvent } from 'mongodb';
import { openMongodb, READ_WITHIN_MS } from '#storage-mongodb/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { patient, TIMES } from '../patience.js';
import { commandsOf, monitored } from './mongodb-commands.js';
import { describeStoreContracts } from './store-contracts.js';

patient();

const READS = ['find', 'aggregate', 'count', 'distinct'];

describeWithEngines('storage-mongodb', ({ mongodbUrl }) => {
  const sent: CommandStartedEvent[][] = [];
  describeStoreContracts('MongoDB', async () => {
    const store = await openMongodb(monitored(mongodbUrl));
    sent.push(commandsOf(store));
    return store;
  });

  // The last tests of this file: they look at everything that the contracts have sent.
  it('gets every list in one answer', () => {
    const more = sent.flat().filter(({ commandName }) => commandName === 'getMore');
    expect(more.map(({ command }) => command.collection)).toEqual([]);
  });

  it('gives the server a time limit with every read of every store [R99]', () => {
    const reads = sent.flat().filter(({ commandName }) => READS.includes(commandName));
    expect(reads.length).toBeGreaterThan(0);
    const unbounded = reads.filter(({ command }) => command.maxTimeMS !== READ_WITHIN_MS * TIMES);
    expect(unbounded.map(({ commandName, command }) => `${commandName} ${command[commandName]}`)).toEqual([]);
  });
});

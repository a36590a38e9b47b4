import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseVkey } from '#audit-proofs';
import { GrowingLog, witnessClient } from '#audit-proofs/testing';
import { describeWithAuditTools, WITNESS } from './support/installed.js';

describeWithAuditTools('a witness of others', () => {
  const log = new GrowingLog('coffer.example.org/1').grow(20);
  let process: ChildProcess;
  let vkey: string;
  let url: string;

  beforeAll(async () => {
    process = spawn(WITNESS, [log.signer.vkey], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!process.stdout) throw new Error('the program has no output');
    const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
    vkey = String((await lines.next()).value);
    url = String((await lines.next()).value);
  });
  afterAll(async () => {
    process.stdin?.end();
    if (process.exitCode === null) await once(process, 'exit');
  });

  const ask = async (client: ReturnType<typeof witnessClient>, size: number, of = log) => {
    const witness = { name: 'w', key: parseVkey(vkey), url };
    return client.cosign(witness, await of.checkpoint(size), new AbortController().signal);
  };

  it('knows neither another log nor another key of this one', async () => {
    const problem = (why: RegExp) => ({ kind: 'problem', why: expect.stringMatching(why) });
    const other = new GrowingLog('coffer.example.org/2').grow(3);
    expect(await ask(witnessClient(other), 3, other)).toEqual(problem(/origin of this log \(404\)$/));
    const impostor = new GrowingLog('coffer.example.org/1').grow(3);
    // The specification says 403. This witness says 500.
    expect(await ask(witnessClient(impostor), 3, impostor)).toEqual(problem(/\((403)\)$|answers 500$/));
  });

  it('cosigns what the client asks for: at first, from where it was, again, and after a restart of the client', async () => {
    const client = witnessClient(log);
    for (const size of [5, 5, 8, 13]) expect((await ask(client, size)).kind).toBe('cosigned');
    expect((await ask(witnessClient(log), 20)).kind).toBe('cosigned');
    expect(await ask(witnessClient(log), 13)).toEqual({ kind: 'ahead', size: 20 });
  });

  it('refuses a wrong proof and another tree of the same key [R148]', async () => {
    log.grow(5);
    const wrong = { consistency: async () => [randomBytes(32)] };
    const refused = { kind: 'problem', why: 'the witness says that the tree was not extended (422)' };
    expect(await ask(witnessClient(wrong), 25)).toEqual(refused);
    const fork = new GrowingLog('coffer.example.org/1', log.seed, 'other').grow(30);
    expect(await ask(witnessClient(fork), 30, fork)).toEqual(refused);
    expect((await ask(witnessClient(log), 25)).kind).toBe('cosigned');
  });
});

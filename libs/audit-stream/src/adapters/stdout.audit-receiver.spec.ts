import { PassThrough, Writable } from 'node:stream';
import { settled } from '#kernel/testing';
import { StdoutAuditReceiver } from './stdout.audit-receiver.js';

const never = new AbortController().signal;

describe('the stream on standard output', () => {
  it('acknowledges nothing while its reader stands still, and takes no second batch meanwhile [R147]', async () => {
    const taken: (() => void)[] = [];
    const output = new Writable({ write: (_chunk, _encoding, done) => void taken.push(done) });
    let isSent = false;
    const sent = new StdoutAuditReceiver(output).send(['{"seq":1}'], never).then(() => {
      isSent = true;
    });
    await settled();
    expect([isSent, taken.length]).toEqual([false, 1]);
    taken[0]?.();
    await sent;
  });

  it('fails when its reader is gone, and does not end the process', async () => {
    const output = new PassThrough();
    const receiver = new StdoutAuditReceiver(output);
    output.destroy(new Error('EPIPE'));
    await settled();
    await expect(receiver.send(['{"seq":1}'], never)).rejects.toThrow('standard output takes no more');
  });

  it('marks each line, so that no other line of the server is taken for one', async () => {
    const output = new PassThrough();
    await new StdoutAuditReceiver(output).send(['{"seq":1}', '{"seq":2,"to_seq":3,"damage":"x"}'], never);
    expect(String(output.read())).toBe(
      '{"stream":"audit","seq":1}\n{"stream":"audit","seq":2,"to_seq":3,"damage":"x"}\n',
    );
  });
});

import { loadConfig } from './load.js';
import { PRODUCTION_PAIR } from './testing/index.js';

const addressIn = (env: Record<string, string>) => loadConfig({ ...PRODUCTION_PAIR, ...env }).audit.nodeAddress;
const refusal = (problem: string) => expect.objectContaining({ problems: [problem] });

describe('the address of a node', () => {
  it.each([
    '10.0.0.5:8009',
    '127.0.0.1:1',
    'localhost:65535',
    'node-1.example.org:8009',
    'coffer_node:443',
    'N:80',
    '[fd00::5]:8009',
    '[::1]:8009',
    '[::ffff:10.0.0.5]:8009',
    `${'a'.repeat(63)}.${'b'.repeat(63)}:8009`,
  ])('is %s, as it stands', (NODE_ADDRESS) => {
    expect(addressIn({ NODE_ADDRESS })).toBe(NODE_ADDRESS);
  });

  it.each([
    '8009',
    ':8009',
    '10.0.0.5',
    '10.0.0.5:',
    '10.0.0.5:0',
    '10.0.0.5:08009',
    '10.0.0.5:65536',
    '10.0.0.5:80a',
    '10.0.0.5:-1',
    '10.0.0.256:8009',
    'fd00::5:8009',
    '[fd00::5]',
    '[fd00:::5]:8009',
    '[10.0.0.5]:8009',
    '[fe80::1%eth0]:8009',
    'https://10.0.0.5:8009',
    '10.0.0.5:8009/',
    'ann@10.0.0.5:8009',
    '10.0.0.5:8009,10.0.0.6:8009',
    '*:8009',
    'nöde:8009',
    '-node:8009',
    '0.0.0.0:8009',
    '0:8009',
    '[::]:8009',
    '[0:0::0]:8009',
    `${'a'.repeat(254)}:8009`,
  ])('is not %s', (NODE_ADDRESS) => {
    const problem =
      'NODE_ADDRESS must be a host name or an IP address of this machine and a port, not 0.0.0.0, such as 10.0.0.5:8009 or [fd00::5]:8009';
    expect(() => addressIn({ NODE_ADDRESS })).toThrow(refusal(problem));
  });

  it('is none by default, and if it is empty', () => {
    expect([addressIn({}), addressIn({ NODE_ADDRESS: '' }), loadConfig({}).audit.nodeAddress]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('needs MONGODB_URL', () => {
    const problem = 'MONGODB_URL must be set if NODE_ADDRESS is: several nodes share it';
    expect(() => loadConfig({ NODE_ADDRESS: '10.0.0.5:8009' })).toThrow(refusal(problem));
  });
});
